// Where the model's code comes from: three files of the site.
import firstFile from '../pkg/ordinal_wasm_bg.wasm?url';
import laterFile from '../pkg/ordinal_wasm_later.wasm?url';
import wholeFile from '../pkg/ordinal_wasm_whole.wasm?url';
import { type Code, fetched } from './fetched.ts';

const firstAt = new URL(firstFile, import.meta.url);
const laterAt = new URL(laterFile, import.meta.url);
const wholeAt = new URL(wholeFile, import.meta.url);

// Where the files are.
export const files: URL[] = [firstAt, laterAt, wholeAt];

// What is enough for a first picture: of a run's beginning, or of a later moment.
export const first = (isLater: boolean): Promise<Code> => fetched(isLater ? laterAt : firstAt);

// What takes over.
export const whole = (): Promise<Code> => fetched(wholeAt);
