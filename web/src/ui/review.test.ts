import { expect, test } from 'vitest';
import type { PlannedStep } from '../../pkg/ordinal_wasm.js';
import { hint, summary } from './review.ts';

const step = (fate: string, ...paths: string[]): PlannedStep => ({
  document: 0,
  called: 'statefulset.apps/web',
  fate,
  changes: paths.map((path) => ({ path, from: '1', to: '2' })),
});

test('a plan is summed up in one line', () => {
  expect(summary([step('created'), step('created'), step('configured', 'spec.replicas'), step('unchanged')])).toBe('This creates 2 objects and configures 1.');
  expect(summary([step('unchanged')])).toBe('This changes nothing.');
});

test('that a changed template replaces pods is said', () => {
  expect(hint([step('configured', 'spec.template.spec.containers[0].image')])).toContain('pods are made again');
  expect(hint([step('configured', 'spec.replicas')])).toBe('');
});
