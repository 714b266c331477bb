import { expect, test } from 'vitest';
import { actionsFor } from './actions.ts';

const hands = { run: () => {}, fault: () => {} };
const titles = (kind: string, name: string, state: string) => actionsFor({ kind, namespace: 'default', name }, state, hands).map(({ title }) => title);

test('a pod can be broken in every way, and mended', () => {
  const all = titles('Pod', 'web-1', 'Running');
  for (const title of ['Fail readiness', 'Hang', 'Crash', 'Exit 0', 'Break its image', 'Let it recover', 'Delete', 'Force delete']) expect(all).toContain(title);
});

test('a pod that does not run yet can be made to start slowly', () => {
  expect(titles('Pod', 'web-1', 'ContainerCreating')).toContain('Start slowly');
  expect(titles('Pod', 'web-1', 'ContainerCreating')).not.toContain('Fail readiness');
});

test('a cordoned node can be uncordoned', () => {
  expect(titles('Node', 'node-a', 'Ready,SchedulingDisabled')).toContain('Uncordon');
  expect(titles('Node', 'node-a', 'Ready')).toContain('Cordon');
});

test('every object can be looked at, edited and deleted by a command', () => {
  for (const kind of ['Service', 'PersistentVolume', 'StatefulSet', 'ControllerRevision']) {
    expect(titles(kind, 'x', '')).toEqual(expect.arrayContaining(['Describe', 'Show YAML', 'Edit', 'Delete']));
  }
});
