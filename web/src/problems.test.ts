// kubectl's errors become fields, lines and messages.
import { expect, it } from 'vitest';
import { problemsOf } from './problems.ts';

it('finds the one field of an error in the line', () => {
  const stderr = 'The StatefulSet "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0\n';
  expect(problemsOf(stderr)).toEqual([
    { field: 'spec.replicas', message: 'Invalid value: -1: must be greater than or equal to 0' },
  ]);
});

it('finds every field of a list', () => {
  const stderr =
    'The StatefulSet "web" is invalid: \n* spec.selector: Required value\n* spec.template.metadata.labels: Invalid value: {}: `selector` does not match template `labels`\n';
  expect(problemsOf(stderr).map((problem) => problem.field)).toEqual(['spec.selector', 'spec.template.metadata.labels']);
});

it('finds the line of what is not YAML', () => {
  const stderr = 'error: error parsing manifest.yaml: error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context\n';
  expect(problemsOf(stderr)).toEqual([
    { message: 'error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context', line: 3 },
  ]);
});

it('finds fields that Kubernetes does not know', () => {
  const stderr = 'Error from server (BadRequest): error when creating "manifest.yaml": StatefulSet in version "v1" cannot be handled as a StatefulSet: strict decoding error: unknown field "spec.replica", unknown field "spec.foo"\n';
  expect(problemsOf(stderr).map(({ field, message }) => `${field}: ${message}`)).toEqual([
    'spec.replica: unknown field',
    'spec.foo: unknown field',
  ]);
});

it('leaves warnings out', () => expect(problemsOf('Warning: something is old\n')).toEqual([]));
