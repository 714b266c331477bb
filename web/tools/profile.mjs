// Which code of the model runs until the first picture: told to the splitter (crates/xtask/src/split.rs).
//
//     node tools/profile.mjs PACKAGE MARKS COUNT FILE
//
// PACKAGE has the model that leaves marks. MARKS and COUNT say where in its memory they are, a byte each, and how many;
// they are written to FILE.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Window } from 'happy-dom';
import { variants } from './variants.mjs';

/** @typedef {import('../pkg/ordinal_wasm.js').Player} Player */
/** @typedef {typeof import('../pkg/ordinal_wasm.js').Player} Model */

const frame = 50; // milliseconds
const { document } = new Window();

// The global object is the window, and its time passes when it is told to: so a profile takes no longer than it must,
// and is always the same.
let now = 0;
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
  performance: { now: () => now },
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

/**
 * What an element does until something is to be seen, and for a moment after (web/src/element.ts).
 *
 * @param {Model} Model
 * @param {(player: Player) => void} begin
 */
function first(Model, begin) {
  const host = () => /** @type {Element} */ (/** @type {unknown} */ (document.createElement('div')));
  const player = new Model(host(), host(), () => {}, (why) => { throw new Error(why); });
  player.set_motion(true);
  player.set_speed(2);
  player.resize(900, 900);
  begin(player);
  pass(2);
  player.set_motion(false);
  player.resize(360, 360);
  player.pause();
  pass(0.5);
}

const [folder = '', marks, count, file = ''] = argv.slice(2);
const { default: init, Player: Model } = await import(pathToFileURL(`${folder}/ordinal_wasm.js`).href);
const { memory } = await init({ module_or_path: readFileSync(`${folder}/ordinal_wasm_bg.wasm`) });

const scenarios = fileURLToPath(new URL('../scenarios/', import.meta.url));
const files = readdirSync(scenarios).filter((name) => name.endsWith('.yaml'));
for (const text of [...files.map((name) => readFileSync(scenarios + name, 'utf8')), ...variants]) {
  // As the page does it, and as a link or an attribute does.
  first(Model, (player) => {
    player.load('steps: []');
    player.save('manifest.yaml', text);
    player.play();
    player.prompt(player.run('kubectl apply -f manifest.yaml'));
  });
  first(Model, (player) => {
    player.load(text);
    player.seek(12);
  });
}
writeFileSync(file, new Uint8Array(memory.buffer, Number(marks), Number(count)));
