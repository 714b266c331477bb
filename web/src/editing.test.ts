import { expect, test } from 'vitest';
import { editedBy } from './editing.ts';

test('a plain kubectl edit is for the editor', () => {
  expect(editedBy('kubectl edit sts web')).toEqual(['sts', 'web']);
  expect(editedBy('  kubectl   edit sts/web -n shop ')).toEqual(['sts/web', '-n', 'shop']);
});

test('everything else is for the model', () => {
  for (const line of ['kubectl get sts web', 'kubectl edit', 'kubectl edit -f web.yaml', 'kubectl edit sts web | cat', 'echo kubectl edit sts web']) {
    expect(editedBy(line)).toBeUndefined();
  }
});
