// Tests of the list of examples: it is whole, and says what the files say.
import { expect, test } from 'vitest';
import { first, groups, isGuided, textOf } from './examples.ts';

const files = import.meta.glob<string>('../scenarios/**/*.yaml', { query: '?raw', import: 'default', eager: true });
const listed = groups.flatMap(({ examples }) => examples);

test('every file is listed once', () => {
  expect(listed.map(({ id }) => `../scenarios/${id}.yaml`).sort()).toEqual(Object.keys(files).sort());
  expect(listed.some(({ id }) => id === first)).toBe(true);
});

test('a guided scenario is called as it calls itself', () => {
  for (const { id, title } of listed.filter(({ id }) => isGuided(id))) {
    expect(/^title: (.*)$/m.exec(files[`../scenarios/${id}.yaml`] ?? '')?.[1]).toBe(title);
  }
});

test('an example is loaded by its name', async () => {
  expect(await textOf('traps/parallel')).toContain('title: Parallel');
  await expect(textOf('traps/none')).rejects.toThrow('there is no example traps/none');
});
