// The object that a word in a command's output is the name of. Loaded when somebody clicks on one.
import type { ObjectName } from '../../pkg/ordinal_wasm.js';
import type { Target } from '../commands.ts';

// What kubectl's words for a kind begin with, where that is not the kind's own name.
const short: Record<string, string> = { po: 'pod', sts: 'statefulset', pvc: 'persistentvolumeclaim', pv: 'persistentvolume', svc: 'service', no: 'node', deploy: 'deployment', rs: 'replicaset', sc: 'storageclass', cm: 'configmap', ns: 'namespace' };

// Of several objects of that name the one whose kind the word or the command names, else the first; none if there is no such object.
export function named(objects: ObjectName[], word: string, line: string): Target | undefined {
  const [, kind = '', name = ''] = /^"?(?:([\w.-]+)\/)?([\w.-]+?)"?[.:,]?$/.exec(word) ?? [];
  const called = objects.filter((object) => object.name === name);
  const said = kind === '' ? line.split(/[\s,/]+/) : [kind.split('.')[0] ?? ''];
  const kinds = said.map((word) => singular(short[word] ?? word));
  return called.find((object) => kinds.includes(object.kind.toLowerCase())) ?? (kind === '' ? called[0] : undefined);
}

function singular(word: string): string {
  const lower = word.toLowerCase();
  return lower.endsWith('sses') ? lower.slice(0, -2) : lower.replace(/s$/, '');
}
