// Links: a whole run and a moment of it in a page's address, behind its #. `v1:` and base64url of the deflated JSON.

import { SourceError } from './source.ts';

// A run as a link has it.
export interface Linked {
  // The scenario that repeats it; the model reads and checks it.
  scenario: string;
  // The moment, in seconds.
  time: number;
}

// Why a link cannot be used, in words for whoever opened it.
export class LinkError extends SourceError {}

const prefix = 'v1:';
// What browsers and the ways of sending a link carry without fail.
export const longest = 60_000;
// What a link may hold at most, once inflated.
export const largest = 2_000_000;

export async function linkOf({ scenario, time }: Linked): Promise<string> {
  const data = JSON.stringify({ at: Math.round(time * 1000) / 1000, scenario: JSON.parse(scenario) });
  const deflated = await new Response(new Blob([data]).stream().pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer();
  return prefix + toBase64(new Uint8Array(deflated));
}

// The run of a link; none if the text behind the # is no link of ours, as the name of a heading.
export async function runOf(fragment: string): Promise<Linked | undefined> {
  const text = fragment.replace(/^#/, '');
  const version = /^v(\d+):/.exec(text);
  if (!version) return undefined;
  if (version[1] !== '1') throw new LinkError(`This link was made by a newer Ordinal (version ${version[1]} of links). This page reads version 1.`);
  if (text.length > longest * 10) throw new LinkError(`This link is too long: it has ${millions(text.length)} characters.`);
  return checked(await inflated(fromBase64(text.slice(prefix.length))));
}

function checked(text: string): Linked {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new LinkError('This link does not hold what a link should: it is not JSON.');
  }
  const { at, scenario } = (isObject(data) ? data : {}) as Record<string, unknown>;
  if (!isObject(scenario)) throw new LinkError('This link does not hold what a link should: there is no scenario in it.');
  if (typeof at !== 'number' || !Number.isFinite(at) || at < 0) throw new LinkError('This link does not hold what a link should: its moment is no time.');
  return { scenario: JSON.stringify(scenario), time: at };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Inflates, and stops where that becomes more than a link may hold.
async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new LinkError('This link is damaged: a part of it is missing, or was changed on the way.');
    });
    if (done) break;
    size += value.byteLength;
    if (size > largest) {
      void reader.cancel().catch(() => {});
      throw new LinkError(`This link holds more than ${millions(largest)} characters, which no run needs.`);
    }
    parts.push(value);
  }
  return new Blob(parts).text();
}

function millions(count: number): string {
  return `${(count / 1e6).toFixed(1)} million`;
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 0x8000) text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  // What a mail program added to the end or broke into lines is no part of it.
  const clean = text.replace(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/');
  try {
    return Uint8Array.from(atob(clean), (letter) => letter.charCodeAt(0));
  } catch {
    throw new LinkError('This link is damaged: it holds letters that no link has.');
  }
}
