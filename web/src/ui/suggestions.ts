// The commands to press instead of typing them, beside the prompt or below the stage.
import type { Workload } from '../../pkg/ordinal_wasm.js';
import { suggestions } from '../commands.ts';
import { button, el } from './dom.ts';

export class Suggestions {
  readonly #element: HTMLElement;
  readonly #run: (line: string) => void;

  // Fills an element.
  constructor(element: HTMLElement, run: (line: string) => void) {
    this.#element = element;
    this.#run = run;
  }

  show(workload: Workload | undefined): void {
    const chips = suggestions(workload).map(({ label, line }) => button({ class: 'suggestion', title: line }, () => this.#run(line), label));
    const { activeElement } = this.#element.getRootNode() as Document | ShadowRoot;
    const at = activeElement ? [...this.#element.querySelectorAll('button')].indexOf(activeElement as HTMLButtonElement) : -1;
    this.#element.replaceChildren(el('span', { class: 'try-label', 'aria-hidden': 'true' }, 'Try'), ...chips);
    // The buttons say other commands now; whoever was at one stays there.
    if (at >= 0) chips[Math.min(at, chips.length - 1)]?.focus();
  }
}
