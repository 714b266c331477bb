// What counts as loaded, on a manifest of the shape that the build writes.
import { describe, expect, test } from 'vitest';
import { costs, table, type Manifest } from './size.mjs';

const wasm = ['m_bg-1.wasm', 'm_page-5.wasm', 'm_later-3.wasm', 'm_whole_bg-2.wasm'];
const manifest: Manifest = {
  'index.html': { file: 'index.js', css: ['index.css'], imports: ['web/src/element.ts'] },
  'web/src/element.ts': { file: 'element.js', imports: ['shared'], assets: [...wasm, 'descriptions-4.txt'], dynamicImports: ['help', 'src/panels.ts', 'pkg/ordinal_whole.js'] },
  'src/panels.ts': { file: 'panels.js', dynamicImports: ['editor'] },
  'pkg/ordinal_whole.js': { file: 'whole.js' },
  shared: { file: 'shared.js', imports: ['web/src/element.ts'] },
  help: { file: 'help.js' },
  editor: { file: 'editor.js', css: ['editor.css'] },
};

describe('what is counted', () => {
  const [first, later, scenario, embed, page, editor, end] = costs(manifest).map(({ files }) => [...files].sort());

  test('before its first picture an embed loads one part of the model, and nothing that is not seen', () => {
    expect(first).toEqual(['element.js', 'm_bg-1.wasm', 'ordinal-player.js', 'shared.js']);
  });

  test('where a later moment is shown first, that is the part for later moments', () => {
    expect(later).toEqual(['element.js', 'm_later-3.wasm', 'ordinal-player.js', 'shared.js']);
  });

  test('that is not enough for a scenario, which takes the whole model besides', () => {
    expect(scenario).toEqual([...(later ?? []), 'm_whole_bg-2.wasm', 'whole.js'].sort());
  });

  test('an embed never loads the editor', () => {
    expect(embed).toEqual(['descriptions-4.txt', 'element.js', 'help.js', 'm_bg-1.wasm', 'm_whole_bg-2.wasm', 'ordinal-player.js', 'panels.js', 'shared.js', 'whole.js']);
  });

  test('the page loads a part of its own first, and the panels with the editor when that is opened', () => {
    expect(page).toEqual(['element.js', 'index.css', 'index.html', 'index.js', 'm_page-5.wasm', 'shared.js']);
    expect(editor).toEqual([...(page ?? []), 'editor.css', 'editor.js', 'panels.js'].sort());
  });

  test('in the end it has the whole model, too', () => {
    expect(end).toEqual([...(editor ?? []), 'm_whole_bg-2.wasm', 'whole.js'].sort());
  });

  test('a chunk that the manifest lacks is an error, not a smaller sum', () => {
    expect(() => costs({})).toThrow('no web/src/element.ts');
  });
});

test('the table adds up and names what is over the budget', () => {
  const rows = [
    { file: 'a.js', raw: 3000, brotli: 1500 },
    { file: 'b.wasm', raw: 4000, brotli: 2000 },
  ];
  expect(table('embed', rows, 4)).toMatch(/in all +7\.0 +3\.5\n +budget 4 kB brotli: 0\.5 kB left$/);
  expect(table('embed', rows, 3)).toMatch(/0\.5 kB OVER$/);
  expect(table('embed', rows)).toMatch(/in all +7\.0 +3\.5$/);
});
