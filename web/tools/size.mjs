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

// The model's files: an element loads first the part that it needs, then the whole.
const isBeginning = (/** @type {string} */ file) => /_bg[^/]*\.wasm$/.test(file) && !isWhole(file);
const isOfPage = (/** @type {string} */ file) => /_page[^/]*\.wasm$/.test(file);
const isLater = (/** @type {string} */ file) => /_later[^/]*\.wasm$/.test(file);
const isWhole = (/** @type {string} */ file) => /_whole[^/]*\.wasm$/.test(file);
const isPart = (/** @type {string} */ file) => isBeginning(file) || isOfPage(file) || isLater(file);
// What is fetched for kubectl explain alone.
const isForExplain = (/** @type {string} */ file) => /descriptions[^/]*\.txt$/.test(file);
// What is imported on demand: the editor, the panels that it is in, and the example with which the page begins.
const isEditor = (/** @type {string} */ key) => /editor/i.test(key) && !isForNames(key);
// Completion, which can tell names when the whole model is there.
const isForNames = (/** @type {string} */ key) => /editor\/complete\.ts$/.test(key);
const isShown = (/** @type {string} */ key) => /\/web\.yaml/.test(key);
const isPanels = (/** @type {string} */ key) => /\/panels\.ts$/.test(key);
const isOfWhole = (/** @type {string} */ key) => /ordinal_whole\.js$/.test(key);
// What the page brings by itself after its first picture; the rest comes when somebody asks for it.
const isUsual = (/** @type {string} */ key) => isShown(key) || isPanels(key) || /\/link\.ts$/.test(key) || isOfWhole(key);

/**
 * What somebody does, which files that loads until then, and how many kB they may be, where that is limited.
 *
 * A first picture needs one part of the model, and nothing that comes after it. The editor is open when it can be typed
 * into and what is typed is checked; that needs no more of the model than the page's first picture. What is loaded in the
 * end has the whole model besides, which comes in the background, with low priority, once there is a picture.
 *
 * @param {Manifest} manifest
 * @returns {{ name: string, title: string, files: Set<string>, budget?: number }[]}
 */
export function costs(manifest) {
  /** @typedef {(name: string) => boolean} Which */
  const embed = (/** @type {Which} */ later, /** @type {Which} */ counts) => new Set(['ordinal-player.js', ...loads(manifest, 'web/src/element.ts', later)].filter(counts));
  const page = (/** @type {Which} */ later, /** @type {Which} */ counts) => new Set(['index.html', ...loads(manifest, 'index.html', later)].filter(counts));
  const before = (/** @type {Which} */ part) => (/** @type {string} */ file) => !isForExplain(file) && !isWhole(file) && (!isPart(file) || part(file));
  const inTheEnd = (/** @type {Which} */ part) => (/** @type {string} */ file) => !isPart(file) || part(file);
  const never = () => false;
  return [
    { name: 'embed-first-picture', title: 'embed, before its first picture', files: embed(never, before(isBeginning)), budget: 150 },
    { name: 'embed-later-moment', title: 'the same for a manifest at a later moment', files: embed(never, before(isLater)) },
    { name: 'embed-later-scenario', title: 'the same for a scenario at a later moment', files: embed(isOfWhole, (file) => !isForExplain(file) && (!isPart(file) || isLater(file))) },
    { name: 'embed-in-the-end', title: 'embed, in the end, whatever it is asked for', files: embed((key) => !isEditor(key), inTheEnd(isBeginning)) },
    { name: 'page-first-picture', title: 'page, before its first picture', files: page(isShown, before(isOfPage)) },
    { name: 'page-editor-open', title: 'the same with the editor open', files: page((key) => isShown(key) || isPanels(key) || isEditor(key), before(isOfPage)), budget: 300 },
    { name: 'page-in-the-end', title: 'page, in the end, with the editor open', files: page((key) => isUsual(key) || isEditor(key) || isForNames(key), (file) => inTheEnd(isOfPage)(file) && !isForExplain(file)) },
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
