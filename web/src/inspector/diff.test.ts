import { expect, test } from 'vitest';
import { diffLines } from './diff.ts';

const shown = (before: string, after: string) => diffLines(before, after).map(({ text, kind }) => `${{ same: ' ', gone: '-', new: '+' }[kind]}${text}`);

test('lines that changed stand beside each other, those that stayed stay', () => {
  expect(shown('a: 1\nb: 2\nc: 3\n', 'a: 1\nb: 9\nc: 3\n')).toEqual([' a: 1', '-b: 2', '+b: 9', ' c: 3']);
  expect(shown('a: 1\n', 'a: 1\nb: 2\n')).toEqual([' a: 1', '+b: 2']);
  expect(shown('x\na\ny\nb\nz', 'x\nb\nz\nq')).toEqual([' x', '-a', '-y', ' b', ' z', '+q']);
});

test('equal texts have no differences, whatever is in them', () => {
  expect(shown('', '')).toEqual([' ']);
  expect(shown('a\n\nb', 'a\n\nb')).toEqual([' a', ' ', ' b']);
});

test('very long differences are not aligned, but nothing is lost', () => {
  const many = (word: string) => Array.from({ length: 700 }, (_, index) => `${word}${index}`).join('\n');
  const found = diffLines(many('a'), many('b'));
  expect(found.filter(({ kind }) => kind === 'gone')).toHaveLength(700);
  expect(found.filter(({ kind }) => kind === 'new')).toHaveLength(700);
});
