// Where the model's code comes from: two files of the site.
import firstFile from '../pkg/ordinal_wasm_bg.wasm?url';
import wholeFile from '../pkg/ordinal_wasm_whole.wasm?url';
import { type Code, fetched } from './fetched.ts';

const [firstAt, wholeAt] = [new URL(firstFile, import.meta.url), new URL(wholeFile, import.meta.url)];

// Where the files are.
export const files: URL[] = [firstAt, wholeAt];

// What is enough for a first picture.
export const first = (): Promise<Code> => fetched(firstAt);

// What takes over.
export const whole = (): Promise<Code> => fetched(wholeAt);
