import { expect, test } from 'vitest';
import { parents } from './complete.ts';

function at(text: string): string {
  return parents(text, text.length).join('.');
}

test('the fields around a line are those that are less indented', () => {
  expect(at('apiVersion: v1\n')).toBe('');
  expect(at('spec:\n  replicas: 1\n  ')).toBe('spec');
  expect(at('spec:\n  template:\n    metadata:\n      labels: {}\n    spec:\n      ')).toBe('spec.template.spec');
});

test('items of a list belong to the field that has the list, wherever their dash stands', () => {
  expect(at('spec:\n  containers:\n  - name: a\n    ')).toBe('spec.containers');
  expect(at('spec:\n  containers:\n    - name: a\n      ports:\n        - ')).toBe('spec.containers.ports');
  expect(at('spec:\n  containers:\n  - name: a\n  - name: b\n    resources:\n      ')).toBe('spec.containers.resources');
});

test('another document has nothing to do with it', () => {
  expect(at('spec:\n  a: 1\n---\n  ')).toBe('');
});
