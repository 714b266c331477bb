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
  const command = (title: string, line: string, danger = false): Action => ({
    title,
    hint: line.replace(/^kubectl /, ''),
    danger,
    act: () => hands.run(line),
  });
  const looks = [
    command('Describe', commands.look(target, 'describe')),
    command('Show YAML', commands.look(target, 'yaml')),
  ];
  switch (target.kind) {
    case 'Pod':
      return [command('Delete', commands.remove(target)), ...podFaults(target, hands), ...looks, command('Force delete', commands.remove(target, '--force', '--grace-period=0'), true)];
    case 'Node':
      return [...nodeActions(target, state, hands, command), ...looks];
    default:
      return [...looks, command('Delete', commands.remove(target), true)];
  }
}

function podFaults({ namespace, name }: Target, hands: Hands): Action[] {
  const fault = (title: string, hint: string, words: string, report: Parameters<Player['report']>[2]): Action => ({
    title,
    hint,
    act: () => hands.fault(`${name} ${words}`, (player) => player.report(namespace, name, report)),
  });
  return [
    fault('Fail readiness', 'still Running, not Ready', 'fails its readiness probe', 'notready'),
    fault('Crash', 'its container keeps exiting', 'crashes', 'crashloop'),
    fault('Break its image', 'it cannot be pulled', 'cannot pull its image', 'imagepull'),
    fault('Let it recover', 'its kubelet does as it would by itself', 'recovers', 'released'),
  ];
}

function nodeActions(
  { name }: Target,
  state: string,
  hands: Hands,
  command: (title: string, line: string, danger?: boolean) => Action,
): Action[] {
  const cordoned = state.includes('SchedulingDisabled');
  const silence: Action = {
    title: 'Cut off',
    hint: 'its kubelet falls silent',
    danger: true,
    act: () => hands.fault(`${name} falls silent`, (player) => player.node(name, false)),
  };
  const answer: Action = {
    title: 'Bring back',
    hint: 'its kubelet answers again',
    act: () => hands.fault(`${name} answers again`, (player) => player.node(name, true)),
  };
  return [
    cordoned ? command('Uncordon', commands.cordon(name, false)) : command('Cordon', commands.cordon(name, true)),
    command('Drain', commands.drain(name)),
    answer,
    silence,
  ];
}
