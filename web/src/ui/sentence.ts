// The controller's sentence: what it does or waits for, by which rule, and why.
import type { Decision } from '../../pkg/ordinal_wasm.js';
import { el } from './dom.ts';

// A piece of a sentence, and whether it is a name that it is about.
export interface Piece {
  text: string;
  named: boolean;
}

// A sentence in pieces: the names in it apart. A name inside a longer one is none.
export function pieces(sentence: string, names: string[]): Piece[] {
  if (names.length === 0) return [{ text: sentence, named: false }];
  const longestFirst = [...names].sort((one, other) => other.length - one.length).map(escaped);
  const pattern = new RegExp(`(?<![\\w.-])(${longestFirst.join('|')})(?![\\w-]|\\.\\w)`, 'g');
  return sentence
    .split(pattern)
    .map((text, index) => ({ text, named: index % 2 === 1 }))
    .filter(({ text }) => text !== '');
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

export class Sentence {
  readonly #main = el('p', { class: 'main' });
  readonly #why = el('p', { class: 'why' });
  readonly element = el('div', { class: 'say', part: 'sentence', 'aria-live': 'polite' }, this.#main, this.#why);

  show(decision: Decision): void {
    this.element.dataset['decision'] = decision.rule;
    this.element.classList.remove('empty');
    this.#main.replaceChildren(...this.#spelled(decision), ' ', rule(decision));
    this.#why.textContent = decision.why ?? '';
  }

  // There is nothing to decide: what one can do instead.
  rest(main: string, why: string): void {
    delete this.element.dataset['decision'];
    this.element.classList.add('empty');
    this.#main.textContent = main;
    this.#why.textContent = why;
  }

  #spelled({ sentence, pods }: Decision): (Node | string)[] {
    return pieces(sentence, pods).map(({ text, named }) => (named ? el('b', {}, text) : text));
  }
}

function rule({ rule, link }: Decision): Node | string {
  if (!link.startsWith('https://kubernetes.io/')) return rule;
  const title = 'The rule, in the Kubernetes documentation';
  return el('a', { class: 'rule', href: link, target: '_blank', rel: 'noreferrer', title }, rule);
}
