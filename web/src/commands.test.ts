// Gestures as the commands that a person would type.
import { expect, it } from 'vitest';
import { partition, quoted, remove, scale, suggestions } from './commands.ts';

const web = { kind: 'StatefulSet', namespace: 'default', name: 'web' };

it('leaves the default namespace out and names every other', () => {
  expect(scale(web, 4)).toBe('kubectl scale sts web --replicas=4');
  expect(remove({ ...web, namespace: 'lab-18' })).toBe('kubectl delete sts web -n lab-18');
});

it('quotes what a shell would split', () => {
  expect(quoted('web-0')).toBe('web-0');
  expect(quoted("it's")).toBe(`'it'\\''s'`);
  expect(partition(web, 2)).toBe(
    `kubectl patch sts web -p '{"spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":2}}}}'`,
  );
});

it('suggests scaling both ways, deleting the last pod and the set', () => {
  const workload = { ...web, replicas: 3, ready: 3, updated: 3, start: 0, partition: null, deleting: false };
  expect(suggestions({ ...workload, pods: ['web-0', 'web-1', 'web-2'] }).map(({ line }) => line)).toEqual([
    'kubectl scale sts web --replicas=4',
    'kubectl scale sts web --replicas=2',
    'kubectl delete pod web-2',
    'kubectl delete sts web',
  ]);
});
