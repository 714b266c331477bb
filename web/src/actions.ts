// What one can do with an object on the stage: commands that a person would type, and faults.
import type { Player } from '../pkg/ordinal_wasm.js';
import * as commands from './commands.ts';
import type { Target } from './commands.ts';
import type { Action } from './ui/menu.ts';

// Who carries actions out, and shows them in the terminal.
export interface Hands {
  run(line: string): void;
  // A fault, which is no command: it is told in words.
  fault(words: string, cause: (player: Player) => void): void;
}

// The actions for an object in a state, most likely first.
export function actionsFor(target: Target, state: string, hands: Hands): Action[] {
  const command: Commanding = (title, hint, line, danger = false) => ({ title, hint, line, danger, act: () => hands.run(line) });
  const looks = [
    command('Describe', 'and its events', commands.look(target, 'describe')),
    command('Show YAML', 'as the API has it', commands.look(target, 'yaml')),
    command('Edit', 'its YAML, in the editor', commands.edit(target)),
  ].map((action) => ({ ...action, looks: true }));
  switch (target.kind) {
    case 'Pod':
      return [...podActions(target, state, hands, command), ...looks, command('Force delete', 'two may run at once', commands.remove(target, '--force', '--grace-period=0'), true)];
    case 'Node':
      return [...nodeActions(target, state, hands, command), ...looks, command('Delete', 'its pods go with it', commands.remove(target), true)];
    case 'PersistentVolumeClaim':
      return [...provisioning(hands), ...looks, command('Delete', 'waits while a pod uses it', commands.remove(target), true)];
    case 'StorageClass':
      return [...provisioning(hands), ...looks, command('Delete', '', commands.remove(target), true)];
    case 'StatefulSet':
    case 'Deployment':
      return [command('Restart', 'every pod is made again', commands.restart(target)), ...looks, command('Delete', 'its pods go with it', commands.remove(target), true)];
    default:
      return [...looks, command('Delete', '', commands.remove(target), true)];
  }
}

// Volumes are made by provisioners, whose slowness concerns every claim.
function provisioning(hands: Hands): Action[] {
  const fault = (title: string, hint: string, words: string, on: boolean): Action => ({ title, hint, act: () => hands.fault(words, (player) => player.provision(on)) });
  return [
    fault('Hold up volumes', 'no volume is made for now', 'provisioners make no volumes', false),
    fault('Let volumes be made', 'those that wait get theirs', 'provisioners make volumes again', true),
  ];
}

type Commanding = (title: string, hint: string, line: string, danger?: boolean) => Action;

function podActions({ namespace, name }: Target, state: string, hands: Hands, command: Commanding): Action[] {
  const fault = (title: string, hint: string, words: string, report: Parameters<Player['report']>[2]): Action => ({
    title,
    hint,
    act: () => hands.fault(`${name} ${words}`, (player) => player.report(namespace, name, report)),
  });
  return [
    command('Delete', 'grace, then rebuilt', commands.remove({ kind: 'Pod', namespace, name })),
    // Held before it starts, a probe makes a slow start; held later, it fails.
    /^(Running|Ready)$/.test(state)
      ? fault('Fail readiness', 'still Running, not Ready', 'fails its readiness probe', 'notready')
      : fault('Start slowly', 'not Ready until it recovers', 'starts slowly', 'notready'),
    fault('Hang', 'its probes get no answer', 'hangs', 'hung'),
    fault('Crash', 'exits again and again', 'crashes', 'crashloop'),
    fault('Exit 0', 'ends well, and is started again', 'exits with 0', 'succeeded'),
    fault('Break its image', 'it cannot be pulled', 'cannot pull its image', 'imagepull'),
    fault('Let it recover', 'as its probes say', 'recovers', 'released'),
  ];
}

function nodeActions({ name }: Target, state: string, hands: Hands, command: Commanding): Action[] {
  const cordoned = state.includes('SchedulingDisabled');
  const fault = (title: string, hint: string, answers: boolean): Action => ({
    title,
    hint,
    danger: !answers,
    act: () => hands.fault(`${name} ${answers ? 'answers again' : 'falls silent'}`, (player) => player.node(name, answers)),
  });
  return [
    cordoned ? command('Uncordon', 'takes new pods again', commands.cordon(name, false)) : command('Cordon', 'takes no new pods', commands.cordon(name, true)),
    command('Drain', 'cordon, then evict its pods', commands.drain(name)),
    fault('Bring back', 'its kubelet answers again', true),
    fault('Cut off', 'its kubelet falls silent', false),
  ];
}
