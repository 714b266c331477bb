// Which code of the model runs until the first picture: told to the splitter (crates/xtask/src/split.rs).
//
//     node tools/profile.mjs PACKAGE MARKS COUNT BEGINNING PAGE LATER
//
// PACKAGE has the model that leaves marks. MARKS and COUNT say where in its memory they are, a byte each, and how many.
// They are written to BEGINNING when runs have been shown at their beginning; to PAGE when, besides, manifests have been
// edited and checked; and to LATER when nothing but manifests has been shown, at a later moment.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Window } from 'happy-dom';
import { edits, variants } from './variants.mjs';

/** @typedef {import('../pkg/ordinal_wasm.js').Player} Player */
/** @typedef {typeof import('../pkg/ordinal_wasm.js').Player} Model */

const frame = 50; // milliseconds
// As wide as pages are; at first an element may have no width at all.
const widths = [0, 320, 390, 640, 768, 900, 1024, 1280, 1600];
const { document, Event } = new Window();
let turn = 0;

// The global object is the window, and its time passes when it is told to: so a profile takes no longer than it must,
// and is always the same.
let now = 0;
let isShort = false;
/** @type {(() => void)[]} */
const frames = [];
const later = (/** @type {() => void} */ tick) => frames.push(tick);
const page = {
  document,
  Window: class {
    static [Symbol.hasInstance]() {
      return true;
    }
  },
  // Each look at the clock takes time, so that a frame's share of it is used up soon, as on a slow machine, which shows
  // more on its way: at the first look, or the second.
  performance: { now: () => (now += (isShort = !isShort) ? 1 : 8) },
  requestAnimationFrame: later,
  cancelAnimationFrame: () => {},
  setTimeout: later,
  clearTimeout: () => {},
};
for (const [name, value] of Object.entries(page)) Object.defineProperty(globalThis, name, { value });

/** @param {number} seconds */
function pass(seconds) {
  for (const end = now + seconds * 1000; now < end; now += frame) {
    for (const tick of frames.splice(0)) tick();
  }
}

/** @param {Model} Model */
function made(Model) {
  const host = () => /** @type {Element} */ (/** @type {unknown} */ (document.createElement('div')));
  return new Model(host(), host(), () => {}, (why) => { throw new Error(why); });
}

/**
 * What an element does until something is to be seen, and until the whole model is there (web/src/element.ts).
 *
 * @param {Model} Model
 * @param {string} text
 * @param {number} at
 */
function first(Model, text, at) {
  const player = made(Model);
  player.set_motion(true);
  player.set_speed(2);
  player.set_idle_limit(5);
  const width = widths[turn++ % widths.length] ?? 0;
  player.resize(width, width);
  player.load(text);
  player.manifest();
  player.seek(at);
  // What is asked for before a frame comes may make it needless.
  player.resize(900, 900);
  player.play();
  player.is_zoomed();
  player.pause();
  player.seek(at);
  pass(0.5);
  for (const other of widths) {
    player.resize(other, other);
    pass(0.1);
  }
  player.set_motion(false);
  pass(0.2);
  // A player that the whole took over from still hears that its page is hidden.
  document.dispatchEvent(new Event('visibilitychange'));
}

/**
 * What the page does while somebody changes its manifest, until the whole model is there.
 *
 * @param {Model} Model
 * @param {string} text
 */
function check(Model, text) {
  const player = made(Model);
  for (const edit of edits(text)) player.plan(edit, true);
}

const [folder = '', marks, count, ofBeginnings = '', ofPage = '', ofLaterMoments = ''] = argv.slice(2);

/**
 * The model as it is when it has just been loaded: some of it runs only once.
 *
 * @param {string} name of its own
 * @returns {Promise<{ Model: Model, marked: () => Uint8Array }>}
 */
async function loaded(name) {
  const { default: init, Player } = await import(`${pathToFileURL(`${folder}/ordinal_wasm.js`).href}?${name}`);
  const { memory } = await init({ module_or_path: readFileSync(`${folder}/ordinal_wasm_bg.wasm`) });
  return { Model: Player, marked: () => new Uint8Array(memory.buffer, Number(marks), Number(count)) };
}

// Every example as it begins; manifests that are edited; and manifests at a moment that a text may speak of.
const scenarios = fileURLToPath(new URL('../scenarios/', import.meta.url));
const examples = readdirSync(scenarios, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml')).map((name) => readFileSync(scenarios + name, 'utf8'));
const isManifest = (/** @type {string} */ text) => /^kind:/m.test(text);
// Pods and volumes that somebody makes by hand are there at once, and are more than most manifests begin with.
const makesByHand = (/** @type {string} */ text) => /^ *kind: (Pod|PersistentVolume)$/m.test(text);
// What few manifests have besides waits for the whole.
const isRare = (/** @type {string} */ text) => /^ *kind: Deployment$/m.test(text);
const usual = [...examples, ...variants].filter((text) => !makesByHand(text));
{
  const { Model, marked } = await loaded('beginning');
  for (const text of usual.filter((text) => !isRare(text))) first(Model, text, 0);
  writeFileSync(ofBeginnings, marked());
  for (const text of usual.filter(isManifest)) check(Model, text);
  writeFileSync(ofPage, marked());
}
{
  const { Model, marked } = await loaded('later');
  // On the way to a later moment a slow machine shows others, the beginning among them.
  for (const at of [0, 3, 12]) for (const text of usual.filter((text) => isManifest(text) && !isRare(text))) first(Model, text, at);
  writeFileSync(ofLaterMoments, marked());
}
