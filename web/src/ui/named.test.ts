import { expect, test } from 'vitest';
import type { ObjectName } from '../../pkg/ordinal_wasm.js';
import { named } from './named.ts';

const object = (kind: string, name: string): ObjectName => ({ kind, namespace: 'default', name, state: '' });
const objects = [object('Pod', 'web-0'), object('Service', 'web'), object('StatefulSet', 'web'), object('StorageClass', 'web'), object('PersistentVolumeClaim', 'www-web-0')];
const kindOf = (word: string, line: string) => named(objects, word, line)?.kind;

test('a name is that of the kind that the command or the word names', () => {
  expect(kindOf('web', 'kubectl get sts')).toBe('StatefulSet');
  expect(kindOf('web', 'kubectl get pods,svc')).toBe('Service');
  expect(kindOf('web', 'kubectl get storageclasses')).toBe('StorageClass');
  expect(kindOf('statefulset.apps/web', 'kubectl get svc')).toBe('StatefulSet');
  expect(kindOf('persistentvolumeclaim/www-web-0', 'kubectl get all')).toBe('PersistentVolumeClaim');
  expect(kindOf('"web-0"', 'kubectl delete pod web-0')).toBe('Pod');
});

test('what is no name is nothing', () => {
  expect(kindOf('Running', 'kubectl get pods')).toBeUndefined();
  expect(kindOf('pod/web', 'kubectl get pods')).toBeUndefined();
  expect(kindOf('', '')).toBeUndefined();
});
