// The model, loaded once for all elements of a page, however many there are.
import init, { Player } from '../pkg/ordinal_wasm.js';
import wasm from '../pkg/ordinal_wasm_bg.wasm?url';

let loading: Promise<unknown> | undefined;

// The class of players, once the model is there. A failure is not remembered: the next call tries again.
export async function loadModel(): Promise<typeof Player> {
  loading ??= init({ module_or_path: new URL(wasm, import.meta.url) }).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  await loading;
  return Player;
}

// What one can do about a model that does not load, in a sentence.
export function whyNotLoaded(error: unknown): string {
  if (typeof WebAssembly === 'undefined') return 'This browser has no WebAssembly, which the simulation needs.';
  if (location.protocol === 'file:') return 'Browsers do not let a page on disk load WebAssembly: serve the folder, for instance with “npx serve”.';
  const message = error instanceof Error ? error.message : String(error);
  if (/unsafe-eval|Content Security Policy/i.test(message)) {
    return `The page's Content-Security-Policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src. (${message})`;
  }
  return `The simulation could not be loaded. (${message})`;
}
