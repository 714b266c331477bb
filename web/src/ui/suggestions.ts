// The commands to press instead of typing them, beside the prompt or below the stage.
import type { Workload } from '../../pkg/ordinal_wasm.js';
import { suggestions } from '../commands.ts';
import { button, el, setAll, setText } from './dom.ts';

export class Suggestions {
  readonly #element: HTMLElement;
  readonly #run: (line: string) => void;
  readonly #chips: HTMLButtonElement[] = [];
  #lines: string[] = [];

  // Fills an element.
  constructor(element: HTMLElement, run: (line: string) => void) {
    this.#element = element;
    this.#run = run;
    element.append(el('span', { class: 'try-label', 'aria-hidden': 'true' }, 'Try'));
  }

  // A button stays the one it was when it says another command: it may be about to be pressed.
  show(workload: Workload | undefined): void {
    const all = suggestions(workload);
    this.#lines = all.map(({ line }) => line);
    while (this.#chips.length < all.length) this.#add(this.#chips.length);
    this.#chips.forEach((chip, at) => {
      const { label = '', line = '' } = all[at] ?? {};
      chip.hidden = at >= all.length;
      setText(chip, label);
      if (chip.title !== line) setAll(chip, { title: line });
    });
  }

  #add(at: number): void {
    const chip = button({ class: 'suggestion' }, () => this.#run(this.#lines[at] ?? ''));
    this.#chips.push(chip);
    this.#element.append(chip);
  }
}
