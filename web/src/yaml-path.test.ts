// Field paths of errors lead to the right lines of a manifest.
import { describe, expect, it } from 'vitest';
import { fields, lineOf } from './yaml-path.ts';

const manifest = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web   # a comment: with a colon
spec:
  replicas: -1
  template:
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        command: |
          spec:
            replicas: not this
      - name: sidecar
        ports:
          - containerPort: 80
          - containerPort: 81
  volumeClaimTemplates:
  - metadata: {name: www}
`;

describe('lineOf', () => {
  it.each([
    ['spec.replicas', 6],
    ['metadata.name', 4],
    ['spec.template.spec.containers[0].image', 11],
    ['spec.template.spec.containers[1].name', 15],
    ['spec.template.spec.containers[1].ports[1].containerPort', 18],
    ['spec.volumeClaimTemplates[0].metadata.name', 20],
  ])('%s is on line %i', (path, line) => expect(lineOf(manifest, path)).toBe(line));

  it('takes the nearest part that is there when the field is missing', () => {
    expect(lineOf(manifest, 'spec.template.metadata.labels')).toBe(7);
  });

  it('finds nothing where nothing fits', () => expect(lineOf(manifest, 'data.key')).toBeUndefined());

  it('passes over what is inside a block of text', () => {
    expect([...fields(manifest)].filter(({ at }) => at === 'spec.replicas')).toHaveLength(1);
  });
});
