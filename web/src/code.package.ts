// Where the model comes from in the npm package: files beside the script, which bundlers find by these lines.
import { type Code, fetched, text } from './fetched.ts';

const firstAt = new URL(/* @vite-ignore */ './ordinal_wasm_bg.wasm', import.meta.url);
const laterAt = new URL(/* @vite-ignore */ './ordinal_wasm_later.wasm', import.meta.url);
const wholeAt = new URL(/* @vite-ignore */ './ordinal_wasm_whole.wasm', import.meta.url);
const saidAt = new URL(/* @vite-ignore */ './descriptions.txt', import.meta.url);

// Where the files are.
export const files: URL[] = [firstAt, laterAt, wholeAt];

// What is enough for a first picture: of a run's beginning, or of a later moment.
export const first = (isLater: boolean): Promise<Code> => fetched(isLater ? laterAt : firstAt);

// What takes over.
export const whole = (): Promise<Code> => fetched(wholeAt);

// What kubectl explain says of types and fields.
export const descriptions = (): Promise<string> => text(saidAt);
