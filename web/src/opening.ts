// What an element begins with: a link in the page's address, what the tab had before a reload, what the page gives it, or an example.
import { first, textOf } from './examples.ts';
import type { Keeping } from './keeping.ts';
import type { Linked } from './link.ts';
import type { Remembered } from './memory.ts';
import type { Options } from './options.ts';
import { inlineText, SourceError, textAt } from './source.ts';

export type Opening =
  // A run that somebody was at, at a moment.
  | { kind: 'kept'; state: Pick<Remembered, 'scenario' | 'time'> & Partial<Remembered> }
  // A manifest or scenario, to be shown from where the options say.
  | { kind: 'text'; text: string; example: string };

export interface Opened {
  // None if it could not be used, and what was there stays.
  opening: Opening | undefined;
  // What could not be used instead.
  complaint: string | undefined;
}

// Finds what to begin with. What cannot be used is complained of, and the next best is taken.
export async function openingOf(element: HTMLElement, options: Options, keeping: Keeping | undefined, signal: AbortSignal): Promise<Opened> {
  let complaint: string | undefined;
  try {
    const state = keeping?.recall() ?? (options.page ? await linked(location.hash) : undefined);
    if (state) return { opening: { kind: 'kept', state }, complaint };
  } catch (error) {
    complaint = wordsOf(error);
  }
  try {
    await parsed(element);
    const text = inlineText(element) ?? (options.src === '' ? undefined : await textAt(options.src, signal));
    if (text !== undefined) return { opening: { kind: 'text', text, example: '' }, complaint };
  } catch (error) {
    return { opening: { kind: 'text', text: 'steps: []', example: '' }, complaint: wordsOf(error) };
  }
  return { opening: { kind: 'text', text: await textOf(first), example: first }, complaint };
}

// The run that a link's fragment has, if it has one.
export async function linked(fragment: string): Promise<Linked | undefined> {
  if (fragment.length < 2) return undefined;
  const { runOf } = await import('./link.ts');
  return runOf(fragment);
}

function wordsOf(error: unknown): string {
  if (error instanceof SourceError) return error.message;
  throw error;
}

// While the page is being read, an element may be there before its children are.
async function parsed(element: HTMLElement): Promise<void> {
  if (document.readyState !== 'loading' || element.nextSibling) return;
  await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));
}
