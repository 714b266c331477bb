import { expect, test, vi } from 'vitest';
import { paced } from './pace.ts';

test('what comes too fast is left out, but never the last', () => {
  vi.useFakeTimers();
  const said: number[] = [];
  const say = paced((what: number) => said.push(what) > 0);
  [1, 2, 3].forEach(say);
  expect(said).toEqual([1]);
  vi.advanceTimersByTime(400);
  expect(said).toEqual([1, 3]);
  vi.advanceTimersByTime(400);
  say(4);
  expect(said).toEqual([1, 3, 4]);
  vi.useRealTimers();
});

test('what need not stay is followed at once', () => {
  const said: string[] = [];
  const say = paced((what: string) => said.push(what) > 1);
  ['nothing', 'something', 'more'].forEach(say);
  expect(said).toEqual(['nothing', 'something']);
});
