// The place of the inspector: brings it when it is opened, and lets it follow the run, not more often than one can read.
import type { Inspector, InspectorWishes } from '../inspector/inspector.ts';
import type { Target } from '../commands.ts';
import { adopt, el } from './dom.ts';

// How often it follows the run while that plays, in milliseconds.
const every = 250;

export class Inspect {
  readonly #element: HTMLElement;
  readonly #wishes: InspectorWishes;
  #loading: Promise<Inspector> | undefined;
  #inspector: Inspector | undefined;
  #waiting: number | undefined;

  // Fills an element.
  constructor(element: HTMLElement, wishes: InspectorWishes) {
    this.#element = element;
    this.#wishes = wishes;
  }

  // The object that is looked at, if the inspector is.
  get target(): Target | undefined {
    return this.isShown ? this.#inspector?.target : undefined;
  }

  get isShown(): boolean {
    return this.#element.classList.contains('shown');
  }

  // Brings the inspector, and shows it an object if one is given.
  async open(target?: Target): Promise<void> {
    try {
      const inspector = await (this.#loading ??= this.#load());
      if (target) inspector.inspect(target);
      else inspector.refresh();
    } catch (error) {
      this.#loading = undefined;
      this.#element.replaceChildren(el('p', { class: 'none' }, 'The inspector could not be loaded. Open it again to try again.'));
      console.warn('The inspector could not be loaded.', error);
    }
  }

  // Something may have changed.
  follow(): void {
    if (!this.isShown || !this.#inspector) return;
    this.#waiting ??= window.setTimeout(() => {
      this.#waiting = undefined;
      if (this.isShown) this.#inspector?.refresh();
    }, every);
  }

  async #load(): Promise<Inspector> {
    const { Inspector, css } = await import('../inspector/inspector.ts');
    adopt(this.#element, css);
    this.#inspector = new Inspector(this.#wishes);
    this.#element.replaceChildren(this.#inspector.element);
    return this.#inspector;
  }
}
