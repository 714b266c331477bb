// Where the model comes from in the npm package: files beside the script, which bundlers find by these lines.
import { type Code, fetched, type Model, part, type Part, text } from './fetched.ts';

const parts = {
  beginning: new URL(/* @vite-ignore */ './ordinal_wasm_bg.wasm', import.meta.url),
  page: new URL(/* @vite-ignore */ './ordinal_wasm_page.wasm', import.meta.url),
  later: new URL(/* @vite-ignore */ './ordinal_wasm_later.wasm', import.meta.url),
};
const wholeAt = new URL(/* @vite-ignore */ './ordinal_whole_bg.wasm', import.meta.url);
const saidAt = new URL(/* @vite-ignore */ './descriptions.txt', import.meta.url);

// Where the files are.
export const files: URL[] = [...Object.values(parts), wholeAt];

export const first = (name: Part): Promise<Code> => part(parts[name]);

// What takes over, ready to be used.
export async function whole(): Promise<Model> {
  const [model, wasm] = await Promise.all([import('../pkg/ordinal_whole.js'), fetched(wholeAt, 'low')]);
  await model.default({ module_or_path: wasm });
  return model;
}

// What kubectl explain says of types and fields.
export const descriptions = (): Promise<string> => text(saidAt);
