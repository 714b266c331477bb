// Names in the controller's sentence are set apart, and only they.
import { expect, it } from 'vitest';
import { pieces } from './sentence.ts';

const named = (sentence: string, ...names: string[]) =>
  pieces(sentence, names).filter((piece) => piece.named).map((piece) => piece.text);

it('sets the names apart and loses nothing', () => {
  const sentence = 'Waits for web-1 to be Running and Ready before it creates web-2.';
  expect(named(sentence, 'web-1', 'web-2')).toEqual(['web-1', 'web-2']);
  expect(pieces(sentence, ['web-1', 'web-2']).map((piece) => piece.text).join('')).toBe(sentence);
});

it('does not find a name in a longer one', () => {
  expect(named('Deletes web-10, then my-web-1.', 'web-1')).toEqual([]);
  expect(named('Creates web-1.', 'web-1')).toEqual(['web-1']);
});

it('takes names as they are, whatever they mean in a pattern', () => {
  expect(named('Creates a.b-0.', 'a.b-0')).toEqual(['a.b-0']);
  expect(named('Creates aXb-0.', 'a.b-0')).toEqual([]);
});
