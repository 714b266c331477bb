// A file of the model, asked for.
import type * as model from '../pkg/ordinal_wasm.js';
import { inOrder } from './sorted.ts';

// What the model is for the page, whichever build of it.
export type Model = Pick<typeof model, 'Player' | 'give_descriptions'>;

// What is enough for a first picture: of a run's beginning; of the page, where the manifest can be edited; of a later moment.
export type Part = 'beginning' | 'page' | 'later';

// WebAssembly as it comes, or whole.
export type Code = Response | ArrayBuffer;

// As a stream where the host says what it is, for only that may be compiled as it comes.
// One of low priority lets what somebody waits for go before it.
export async function fetched(file: URL, priority: RequestPriority = 'auto'): Promise<Code> {
  const response = await asked(file, priority);
  return response.headers.get('content-type') === 'application/wasm' ? response : response.arrayBuffer();
}

// A part of the model, which is sorted.
export async function part(file: URL): Promise<Code> {
  return inOrder(await (await asked(file)).arrayBuffer());
}

export async function text(file: URL): Promise<string> {
  return (await asked(file)).text();
}

async function asked(file: URL, priority: RequestPriority = 'auto'): Promise<Response> {
  const response = await fetch(file, { priority });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}: ${response.url}`);
  return response;
}
