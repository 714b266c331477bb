// The steps of a guided scenario: a sentence for the named moment that is shown, back and next, and how far one is.
import type { Moment } from '../../pkg/ordinal_wasm.js';
import { button, el, setAll, setText } from './dom.ts';

export interface StepWishes {
  back(): void;
  next(): void;
}

export class Steps {
  readonly #title = el('b', { class: 'guide-name' });
  readonly #text = el('span', { class: 'guide-text' });
  readonly #count = el('span', { class: 'guide-count' });
  readonly #back: HTMLButtonElement;
  readonly #next: HTMLButtonElement;
  readonly element: HTMLElement;
  #moments: Moment[] = [];
  #start: Moment = { time: 0, name: '', text: '' };
  #shown: number | undefined;
  #time = 0;

  constructor(wishes: StepWishes) {
    this.#back = button({ class: 'guide-button' }, wishes.back, 'Back');
    this.#next = button({ class: 'guide-button guide-next' }, wishes.next, 'Next');
    const words = el('p', { class: 'guide-words', 'aria-live': 'polite' }, this.#title, ' ', this.#text);
    const buttons = el('div', { class: 'guide-buttons' }, this.#count, this.#back, this.#next);
    this.element = el('section', { class: 'guide surface', part: 'steps', 'aria-label': 'Steps', hidden: true }, words, buttons);
  }

  // Before the first moment, what the scenario is about stands for a sentence.
  set(moments: Moment[], title: string, about: string): void {
    this.#moments = moments;
    this.element.hidden = moments.length === 0;
    this.#start = { time: 0, name: title, text: about };
    this.#shown = undefined;
    this.show(this.#time);
  }

  show(time: number): void {
    this.#time = time;
    const index = this.#moments.findLastIndex((moment) => moment.time <= time + 0.0005);
    if (index === this.#shown) return;
    this.#shown = index;
    const { name, text } = this.#moments[index] ?? this.#start;
    setText(this.#title, name);
    setText(this.#text, text);
    setText(this.#count, index < 0 ? `${this.#moments.length} steps` : `${index + 1} of ${this.#moments.length}`);
    setAll(this.#back, { disabled: index < 0 });
    setAll(this.#next, { disabled: index === this.#moments.length - 1 });
  }
}
