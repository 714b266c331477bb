// What the built site costs to load: raw and brotli, file by file, against the budgets. Reads the build's manifest.
// With --lines one figure a line: NAME METRIC VALUE UNIT.
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

// The parts of the model: an element loads first the one for a run's beginning or that for a later moment, then the whole.
const isFirst = (/** @type {string} */ file) => /_bg[^/]*\.wasm$/.test(file);
const isLater = (/** @type {string} */ file) => /_later[^/]*\.wasm$/.test(file);
const isWhole = (/** @type {string} */ file) => /_whole[^/]*\.wasm$/.test(file);
// What is fetched for kubectl explain alone.
const isForExplain = (/** @type {string} */ file) => /descriptions[^/]*\.txt$/.test(file);
const isEditor = (/** @type {string} */ key) => /editor/i.test(key);
// What the page brings by itself; the rest comes when somebody asks for it.
const isUsual = (/** @type {string} */ key) => /\/(panels|link)\.ts$|\/web\.yaml/.test(key);

/**
 * The budgets: what somebody does, which files that loads, and how many kB they may be, where that is limited.
 *
 * @param {Manifest} manifest
 * @returns {{ name: string, title: string, files: Set<string>, budget?: number }[]}
 */
export function costs(manifest) {
  /** @typedef {(name: string) => boolean} Which */
  const without = (/** @type {string[]} */ files, /** @type {Which} */ not) => new Set(files.filter((file) => !not(file)));
  const all = (/** @type {Which} */ later) => ['ordinal-player.js', ...loads(manifest, 'web/src/element.ts', later)];
  const embed = (/** @type {Which} */ later) => without(all(later), isLater);
  const page = (/** @type {Which} */ later) =>
    without(['index.html', ...loads(manifest, 'index.html', later)], (file) => isLater(file) || isForExplain(file));
  const atOnce = without(all(() => false), (file) => isWhole(file) || isForExplain(file));
  return [
    { name: 'embed-first-picture', title: 'embed, before its first picture', files: without([...atOnce], isLater), budget: 150 },
    { name: 'embed-later-moment', title: 'the same where it shows a later moment (at)', files: without([...atOnce], isFirst) },
    { name: 'embed-later', title: 'embed, with all it loads later', files: embed((key) => !isEditor(key)) },
    { name: 'page', title: 'page, when it is opened', files: page(isUsual) },
    { name: 'page-editor-open', title: 'page, with the editor open', files: page((key) => isUsual(key) || isEditor(key)), budget: 300 },
  ];
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

/** @param {Row[]} rows @param {'raw' | 'brotli'} column */
function sum(rows, column) {
  return rows.reduce((total, row) => total + row[column], 0);
}

/**
 * A table: one line a file, the sum, and how it stands to the budget.
 *
 * @param {string} title
 * @param {Row[]} rows
 * @param {number} [budget] in kB of brotli
 */
export function table(title, rows, budget) {
  const all = { file: 'in all', raw: sum(rows, 'raw'), brotli: sum(rows, 'brotli') };
  const head = `${title.padEnd(50)}${'raw kB'.padStart(9)}${'brotli kB'.padStart(10)}`;
  return [head, ...rows.map(line), line(all), ...(budget ? [verdict(all.brotli / kB, budget)] : [])].join('\n');
}

/**
 * @param {number} size
 * @param {number} budget
 */
function verdict(size, budget) {
  const left = budget - size;
  return `  budget ${budget} kB brotli: ${left < 0 ? `${(-left).toFixed(1)} kB OVER` : `${left.toFixed(1)} kB left`}`;
}

function main() {
  const dist = fileURLToPath(new URL('../../dist', import.meta.url));
  const read = (/** @type {string} */ file) => readFileSync(join(dist, file));
  const manifest = /** @type {Manifest} */ (JSON.parse(read('.vite/manifest.json').toString()));
  /** @type {Map<string, Row>} */
  const measured = new Map();
  const row = (/** @type {string} */ file) => {
    const known = measured.get(file) ?? measure(file, read(file));
    measured.set(file, known);
    return known;
  };
  const rows = costs(manifest).map((cost) => ({ ...cost, rows: [...cost.files].map(row).sort((a, b) => b.brotli - a.brotli) }));
  const lines = rows.map(({ name, rows }) => `${name} brotli ${(sum(rows, 'brotli') / kB).toFixed(1)} kB`);
  const tables = rows.map(({ title, rows, budget }) => table(title, rows, budget));
  console.log(argv.includes('--lines') ? lines.join('\n') : tables.join('\n\n'));
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) main();
