// The kubectl commands that gestures stand for, as a person would type them.
import type { Workload } from '../pkg/ordinal_wasm.js';
import { resource } from './resources.ts';

// An object that one can point at.
export interface Target {
  kind: string;
  namespace: string;
  name: string;
}

// A word as a shell has to read it.
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function kubectl(namespace: string, ...words: string[]): string {
  const line = ['kubectl', ...words.map(quoted)];
  return (namespace === '' || namespace === 'default' ? line : [...line, '-n', quoted(namespace)]).join(' ');
}

export function scale(it: Target, replicas: number): string {
  return kubectl(it.namespace, 'scale', resource(it.kind), it.name, `--replicas=${replicas}`);
}

export function partition(it: Target, ordinal: number): string {
  const patch = { spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: ordinal } } } };
  return kubectl(it.namespace, 'patch', resource(it.kind), it.name, '-p', JSON.stringify(patch));
}

export function remove(it: Target, ...flags: string[]): string {
  return kubectl(it.namespace, 'delete', resource(it.kind), it.name, ...flags);
}

export function restart(it: Target): string {
  return kubectl(it.namespace, 'rollout', 'restart', `${resource(it.kind)}/${it.name}`);
}

export function edit(it: Target): string {
  return kubectl(it.namespace, 'edit', resource(it.kind), it.name);
}

export function cordon(node: string, on: boolean): string {
  return kubectl('', on ? 'cordon' : 'uncordon', node);
}

export function drain(node: string): string {
  return kubectl('', 'drain', node, '--ignore-daemonsets');
}

export function look(it: Target, verb: 'describe' | 'yaml'): string {
  const words = verb === 'yaml' ? ['get', resource(it.kind), it.name, '-o', 'yaml'] : ['describe', resource(it.kind), it.name];
  return kubectl(it.namespace, ...words);
}

// What a suggested command is about, in the order in which they stand. Each has a place of its own: a button that is about to
// be pressed must not come to say what another said.
export const topics = ['more', 'fewer', 'pod', 'set', 'pods', 'pvc', 'pv'] as const;

// A command to press instead of typing it.
export interface Suggestion {
  topic: (typeof topics)[number];
  label: string;
  line: string;
}

// What one may want to do next: the buttons beside the prompt.
export function suggestions(workload: Workload | undefined): Suggestion[] {
  if (!workload || workload.deleting) {
    return (['pods', 'pvc', 'pv'] as const).map((topic) => ({ topic, label: `get ${topic}`, line: `kubectl get ${topic}` }));
  }
  const { namespace, replicas } = workload;
  const name = workload.pods.at(-1);
  const all: Suggestion[] = [{ topic: 'more', label: `scale to ${replicas + 1}`, line: scale(workload, replicas + 1) }];
  if (replicas > 0) all.push({ topic: 'fewer', label: `scale to ${replicas - 1}`, line: scale(workload, replicas - 1) });
  if (name !== undefined) all.push({ topic: 'pod', label: `delete ${name}`, line: remove({ kind: 'Pod', namespace, name }) });
  return [...all, { topic: 'set', label: 'delete the set', line: remove(workload) }];
}
