// Where the model comes from: its code, files of the site, and what Kubernetes says of its fields.
import saidFile from '../../crates/core/src/schema/descriptions.txt?url';
import wholeFile from '../pkg/ordinal_whole_bg.wasm?url';
import beginningFile from '../pkg/ordinal_wasm_bg.wasm?url';
import laterFile from '../pkg/ordinal_wasm_later.wasm?url';
import pageFile from '../pkg/ordinal_wasm_page.wasm?url';
import { type Code, fetched, type Model, part, type Part, text } from './fetched.ts';

const [beginning, page, later, wholeAt] = [beginningFile, pageFile, laterFile, wholeFile].map((file) => new URL(file, import.meta.url)) as [URL, URL, URL, URL];
const parts = { beginning, page, later };

// Where the files are.
export const files: URL[] = [beginning, page, later, wholeAt];

export const first = (name: Part): Promise<Code> => part(parts[name]);

// What takes over, ready to be used.
export async function whole(): Promise<Model> {
  const [model, wasm] = await Promise.all([import('../pkg/ordinal_whole.js'), fetched(wholeAt, 'low')]);
  await model.default({ module_or_path: wasm });
  return model;
}

// What kubectl explain says of types and fields.
export const descriptions = (): Promise<string> => text(new URL(saidFile, import.meta.url));
