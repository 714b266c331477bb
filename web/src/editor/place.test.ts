import { yamlLanguage } from '@codemirror/lang-yaml';
import { expect, test } from 'vitest';
import { pathAt, placeOf, topField } from './place.ts';

const text = `# first
apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}}
---
# nothing
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
  annotations:
    example.com/a.b: "1"
spec:
  replicas: 3
  template:
    spec:
      containers:
      - name: nginx
        image: nginx
        args: [a, b]
      -   name: second
          "image": 'other'
---
apiVersion: v1
kind: List
items:
  - kind: Pod
    metadata: &m
      name: a
`;
const tree = yamlLanguage.parser.parse(text);

function line(document: number, path: string): string {
  const { from, to } = placeOf(tree, text, document, path);
  return `${text.slice(0, from).split('\n').length}: ${text.slice(from, to)}`;
}

test('a field is found in its own document, empty ones not counted', () => {
  expect(line(0, 'kind')).toBe('3: kind');
  expect(line(0, 'metadata.labels[app]')).toBe('4: app');
  expect(line(1, 'kind')).toBe('9: kind');
  expect(line(1, 'metadata.annotations[example.com/a.b]')).toBe('13: example.com/a.b');
  expect(line(1, 'spec.template.spec.containers[0].image')).toBe('20: image');
  expect(line(1, 'spec.template.spec.containers[0].args[1]')).toBe('21: b');
  expect(line(1, 'spec.template.spec.containers[1].image')).toBe('23: "image"');
  expect(line(2, 'items[0].metadata.name')).toBe('30: name');
});

test('of a path that is not there, the deepest part that is', () => {
  expect(line(1, 'spec.selector')).toBe('14: spec');
  expect(line(1, 'spec.template.spec.containers[0].ports')).toBe('19: name: nginx');
  expect(line(1, '')).toBe('8: apiVersion: apps/v1');
  expect(line(7, 'spec')).toBe('1: # first');
});

test('what is written at a position has a path and a document', () => {
  const at = (words: string) => pathAt(tree, text, text.indexOf(words) + words.length);
  expect(at('args').path).toBe('spec.template.spec.containers');
  expect(at('replicas').path).toBe('spec');
  const { document } = at('image: nginx');
  expect(document && topField(document, text, 'kind')).toBe('StatefulSet');
});
