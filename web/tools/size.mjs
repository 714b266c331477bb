// What the built site costs to load: raw and brotli, file by file, against the budgets. Reads the build's manifest.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

/** @typedef {{ file: string, css?: string[], assets?: string[], imports?: string[], dynamicImports?: string[] }} Chunk */
/** @typedef {Record<string, Chunk>} Manifest */
/** @typedef {{ file: string, raw: number, brotli: number }} Row */

const kB = 1000;

/**
 * The files that a chunk needs to run: itself, its style sheets and assets, and those of everything it imports.
 * `later` says whether a chunk behind a dynamic import counts.
 *
 * @param {Manifest} manifest
 * @param {string} entry
 * @param {(key: string) => boolean} later
 * @returns {Set<string>}
 */
export function loads(manifest, entry, later) {
  /** @type {Set<string>} */
  const files = new Set();
  const seen = new Set();
  const visit = (/** @type {string} */ key) => {
    const chunk = manifest[key];
    if (!chunk) throw new Error(`the manifest has no ${key}`);
    if (seen.has(key)) return;
    seen.add(key);
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file);
    chunk.imports?.forEach(visit);
    chunk.dynamicImports?.filter(later).forEach(visit);
  };
  visit(entry);
  return files;
}

/**
 * What an embed loads before its first picture: no part that waits to be opened, but always the model, however it comes.
 *
 * @param {Manifest} manifest
 * @returns {Set<string>}
 */
export function embedLoads(manifest) {
  const bringsModel = (/** @type {string} */ key) =>
    [...loads(manifest, key, () => false)].some((file) => file.endsWith('.wasm'));
  return new Set(['ordinal-player.js', ...loads(manifest, 'web/src/element.ts', bringsModel)]);
}

/**
 * What the page loads when everything in it has been opened, the editor too.
 *
 * @param {Manifest} manifest
 * @returns {Set<string>}
 */
export function pageLoads(manifest) {
  return new Set(['index.html', ...loads(manifest, 'index.html', () => true)]);
}

/**
 * @param {string} file
 * @param {Buffer} contents
 * @returns {Row}
 */
function measure(file, contents) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: contents.length };
  return { file, raw: contents.length, brotli: brotliCompressSync(contents, { params }).length };
}

/** @param {Row} row */
function line({ file, raw, brotli }) {
  const figure = (/** @type {number} */ bytes) => (bytes / kB).toFixed(1).padStart(9);
  return `  ${file.padEnd(48)}${figure(raw)}${figure(brotli)}`;
}

/**
 * A table: one line a file, the sum, and how it stands to the budget.
 *
 * @param {string} title
 * @param {Row[]} rows
 * @param {number} budget in kB of brotli
 */
export function table(title, rows, budget) {
  /** @param {'raw' | 'brotli'} column */
  const sum = (column) => rows.reduce((total, row) => total + row[column], 0);
  const all = { file: 'in all', raw: sum('raw'), brotli: sum('brotli') };
  const left = budget - all.brotli / kB;
  const verdict = left < 0 ? `${(-left).toFixed(1)} kB OVER` : `${left.toFixed(1)} kB left`;
  const head = `${title.padEnd(50)}${'raw kB'.padStart(9)}${'brotli kB'.padStart(10)}`;
  return [head, ...rows.map(line), line(all), `  budget ${budget} kB brotli: ${verdict}`].join('\n');
}

function main() {
  const dist = fileURLToPath(new URL('../../dist', import.meta.url));
  const read = (/** @type {string} */ file) => readFileSync(join(dist, file));
  const manifest = /** @type {Manifest} */ (JSON.parse(read('.vite/manifest.json').toString()));
  const rows = (/** @type {Set<string>} */ files) =>
    [...files].map((file) => measure(file, read(file))).sort((a, b) => b.brotli - a.brotli);
  console.log(table('embed, before its first picture', rows(embedLoads(manifest)), 150));
  console.log();
  console.log(table('page, with the editor open', rows(pageLoads(manifest)), 300));
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) main();
