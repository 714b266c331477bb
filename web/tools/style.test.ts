// The picture and the controls share one shadow root: a class of the one must not mean something in the other.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = new URL('../src/style/', import.meta.url);
const picture = new URL('../../crates/picture/src/picture.css', import.meta.url);

function classesIn(sheet: URL): Set<string> {
  const text = readFileSync(sheet, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const selectors = [...text.matchAll(/([^{};]+)\{/g)].map(([, selector]) => selector ?? '');
  return new Set(selectors.flatMap((selector) => [...selector.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name]) => name ?? '')));
}

it('gives no class of the picture to a control', () => {
  const own = readdirSync(folder).flatMap((name) => [...classesIn(new URL(name, folder))]);
  const shared = [...classesIn(picture)].filter((name) => own.includes(name));
  // An icon of a control is an svg element of its own, one in the picture never is: each says so in its rules.
  expect(shared).toEqual(['icon']);
});
