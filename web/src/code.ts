// Where the model comes from: its code, three files of the site, and what Kubernetes says of its fields.
import saidFile from '../../crates/core/src/schema/descriptions.txt?url';
import firstFile from '../pkg/ordinal_wasm_bg.wasm?url';
import laterFile from '../pkg/ordinal_wasm_later.wasm?url';
import wholeFile from '../pkg/ordinal_wasm_whole.wasm?url';
import { type Code, fetched, text } from './fetched.ts';

const firstAt = new URL(firstFile, import.meta.url);
const laterAt = new URL(laterFile, import.meta.url);
const wholeAt = new URL(wholeFile, import.meta.url);

// Where the files are.
export const files: URL[] = [firstAt, laterAt, wholeAt];

// What is enough for a first picture: of a run's beginning, or of a later moment.
export const first = (isLater: boolean): Promise<Code> => fetched(isLater ? laterAt : firstAt);

// What takes over.
export const whole = (): Promise<Code> => fetched(wholeAt);

// What kubectl explain says of types and fields.
export const descriptions = (): Promise<string> => text(new URL(saidFile, import.meta.url));
