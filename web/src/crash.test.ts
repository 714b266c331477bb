import { expect, test } from 'vitest';
import { reportOf } from './crash.ts';

test('a report has what happened, the commands, the manifest and the run', () => {
  const report = reportOf({ description: 'panicked at x', time: 1.5, commands: ['$ kubectl get pods'], manifest: 'kind: Pod\n', scenario: '{"steps":[]}' });
  for (const part of ['1.500 s', 'panicked at x', '$ kubectl get pods', 'kind: Pod', '{"steps":[]}']) expect(report).toContain(part);
});

test('what there is none of is said', () => {
  const report = reportOf({ description: 'x', time: 0, commands: [], manifest: '', scenario: '' });
  expect(report).toContain('Commands:\n(none)');
  expect(report).toContain('(not kept)');
});
