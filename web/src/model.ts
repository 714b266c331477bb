// The model, loaded once for all elements of a page, however many there are.
import init, { Player } from '../pkg/ordinal_wasm.js';
import './violations.ts';
import wasm from '../pkg/ordinal_wasm_bg.wasm?url';

// Where the model is.
export const modelFile = new URL(wasm, import.meta.url);

let loading: Promise<unknown> | undefined;

// The class of players, once the model is there. A failure is not remembered: the next call tries again.
export async function loadModel(): Promise<typeof Player> {
  loading ??= init({ module_or_path: modelFile }).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  await loading;
  return Player;
}
