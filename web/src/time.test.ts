// Simulated time as the page shows and speaks it.
import { expect, it } from 'vitest';
import { clock, spoken } from './time.ts';

it('shows minutes and seconds, and hours only where there are any', () => {
  expect([0, 9.99, 83.6, 3723].map((time) => clock(time))).toEqual(['0:00', '0:09', '1:23', '1:02:03']);
  expect(clock(83.6, true)).toBe('1:23.6');
});

it('is spoken in words', () => {
  expect([1, 61, 120].map(spoken)).toEqual(['1 second', '1 minute 1 second', '2 minutes 0 seconds']);
});
