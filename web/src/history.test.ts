// Going through the lines that were typed, and what several completions share.
import { expect, it } from 'vitest';
import { commonStart, History } from './history.ts';

it('goes up through the lines and down again to the one being typed', () => {
  const history = new History();
  ['first', 'second'].forEach((line) => history.add(line));
  expect(history.up('draf')).toBe('second');
  expect(history.up('second')).toBe('first');
  expect(history.up('first')).toBe('first');
  expect(history.down('first')).toBe('second');
  expect(history.down('second')).toBe('draf');
  expect(history.down('draf')).toBe('draf');
});

it('keeps a line that is repeated once', () => {
  const history = new History();
  ['same', 'same'].forEach((line) => history.add(line));
  history.up('');
  expect(history.up('same')).toBe('same');
});

it('finds a line of before by a part of it, and the one before that', () => {
  const history = new History();
  ['kubectl get pods', 'kubectl get sts', 'kubectl get pods', 'hostname'].forEach((line) => history.add(line));
  expect(history.search('get', 0)).toBe('kubectl get pods');
  expect(history.search('get', 1)).toBe('kubectl get sts');
  expect(history.search('get', 2)).toBeUndefined();
  expect(history.search('', 0)).toBeUndefined();
});

it('knows how far completions agree', () => {
  expect(commonStart(['web-0', 'web-1', 'web-12'])).toBe('web-');
  expect(commonStart(['get'])).toBe('get');
  expect(commonStart([])).toBe('');
});
