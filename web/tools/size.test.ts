// What counts as loaded, on a manifest of the shape that the build writes.
import { describe, expect, test } from 'vitest';
import { embedLoads, pageLoads, table, type Manifest } from './size.mjs';

const manifest: Manifest = {
  'index.html': { file: 'index.js', css: ['index.css'], imports: ['web/src/element.ts'], dynamicImports: ['editor'] },
  'web/src/element.ts': { file: 'element.js', imports: ['shared'], dynamicImports: ['model', 'editor'] },
  shared: { file: 'shared.js', imports: ['web/src/element.ts'] },
  model: { file: 'model.js', assets: ['model.wasm'] },
  editor: { file: 'editor.js', css: ['editor.css'] },
};

describe('what is counted', () => {
  test('an embed loads the model but not the editor', () => {
    expect([...embedLoads(manifest)]).toEqual(['ordinal-player.js', 'element.js', 'shared.js', 'model.js', 'model.wasm']);
  });

  test('the page loads everything, each file once', () => {
    expect([...pageLoads(manifest)].sort()).toEqual(
      ['editor.css', 'editor.js', 'element.js', 'index.css', 'index.html', 'index.js', 'model.js', 'model.wasm', 'shared.js'],
    );
  });

  test('a chunk that the manifest lacks is an error, not a smaller sum', () => {
    expect(() => embedLoads({})).toThrow('no web/src/element.ts');
  });
});

test('the table adds up and names what is over the budget', () => {
  const rows = [
    { file: 'a.js', raw: 3000, brotli: 1500 },
    { file: 'b.wasm', raw: 4000, brotli: 2000 },
  ];
  expect(table('embed', rows, 4)).toMatch(/in all +7\.0 +3\.5\n +budget 4 kB brotli: 0\.5 kB left$/);
  expect(table('embed', rows, 3)).toMatch(/0\.5 kB OVER$/);
});
