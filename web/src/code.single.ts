// Where the model's code comes from in the build that is one file: it is in there, in one piece.
import packed from 'virtual:model';
import { give_descriptions, Player } from '../pkg/ordinal_wasm.js';
import type { Code, Model } from './fetched.ts';

// It is in no file of its own.
export const files: URL[] = [];

// All of it.
export function first(): Promise<Code> {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(unpacked).arrayBuffer();
}

// Nothing has to take over.
export const whole = (): Promise<Model> => Promise.resolve({ Player, give_descriptions });

// What kubectl explain says of types and fields: left out, for it would make the file a fifth larger.
export const descriptions = (): Promise<string> => Promise.reject(new Error('the one file has no descriptions'));
