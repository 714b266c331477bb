// The menu of an object on the stage: what one can do with it. Everything in it is a command or a fault.
import { button, el } from './dom.ts';
import { icons } from './icons.ts';

// Something one can do.
export interface Action {
  title: string;
  // What comes of it, in a few words.
  hint: string;
  // The command that it stands for, if it is one.
  line?: string;
  danger?: boolean;
  // Whether it is for a closer look, which the inspector is the place for.
  looks?: boolean;
  act: () => void;
}

export class Menu {
  readonly element = el('div', { class: 'menu', role: 'dialog', hidden: true });
  // Who had the focus before, to give it back.
  #origin: Element | null = null;
  #closed: () => void = () => {};

  constructor() {
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('focusout', (event) => {
      const next = event.relatedTarget;
      if (next instanceof Node && !this.element.contains(next)) this.close(false);
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  // Opens below an element of the same container; `closed` is called when it closes.
  open(origin: Element, title: string, about: string, actions: Action[], closed: () => void): void {
    this.close(false);
    this.#origin = origin;
    this.#closed = closed;
    const close = button({ class: 'icon-button', 'aria-label': 'Close' }, () => this.close(true), icons.close());
    const names = el('div', { class: 'names' }, el('b', {}, title), el('span', {}, about));
    this.element.setAttribute('aria-label', `${title}, ${about}`);
    this.element.replaceChildren(el('div', { class: 'menu-head' }, names, close), ...actions.map((action) => this.#item(action)));
    this.element.hidden = false;
    this.#place(origin);
    this.element.querySelector<HTMLElement>('.item')?.focus({ preventScroll: true });
  }

  close(refocus: boolean): void {
    if (this.element.hidden) return;
    this.element.hidden = true;
    const origin = this.#origin;
    this.#origin = null;
    if (refocus && (origin instanceof HTMLElement || origin instanceof SVGElement)) origin.focus({ preventScroll: true });
    this.#closed();
  }

  #item({ title, hint, line, danger, act }: Action): HTMLElement {
    const press = () => {
      this.close(true);
      act();
    };
    const name = danger ? 'item danger' : 'item';
    return button({ class: name, title: line ?? null }, press, el('b', {}, title), el('span', {}, hint));
  }

  #place(origin: Element): void {
    const parent = this.element.offsetParent ?? this.element.parentElement;
    if (!parent) return;
    const [around, at] = [parent.getBoundingClientRect(), origin.getBoundingClientRect()];
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const left = Math.min(Math.max(8, at.left - around.left + at.width / 2 - width / 2), around.width - width - 8);
    const below = at.bottom - around.top + 8;
    const fitsBelow = at.bottom + height + 16 < innerHeight || at.top < height + 16;
    this.element.style.left = `${Math.max(8, left)}px`;
    this.element.style.top = `${fitsBelow ? below : at.top - around.top - height - 8}px`;
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.close(true);
      return;
    }
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const items = [...this.element.querySelectorAll<HTMLElement>('button')];
    const root = this.element.getRootNode() as Document | ShadowRoot;
    const at = items.findIndex((item) => item === root.activeElement);
    items[(at + by + items.length) % items.length]?.focus();
  }
}
