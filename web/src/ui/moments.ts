// The list of moments one can jump to: commands, faults and markers, or what the controller decided.
import type { MomentAt, Player } from '../../pkg/ordinal_wasm.js';
import { clock } from '../time.ts';
import { button, el } from './dom.ts';
import { icons } from './icons.ts';

const signs: Record<string, string> = { command: '◆', fault: '▲', marker: '⚑', decision: '·' };

export class Moments {
  readonly element = el('dialog', { class: 'help moments', 'aria-labelledby': 'moments-title' });
  readonly #player: () => Player | undefined;
  readonly #list = el('div', { class: 'moment-list' });
  readonly #decisions = el('input', { type: 'checkbox' });

  constructor(player: () => Player | undefined) {
    this.#player = player;
    const close = button({ class: 'icon-button', 'aria-label': 'Close' }, () => this.element.close(), icons.close());
    const head = el('div', { class: 'menu-head' }, el('h2', { id: 'moments-title' }, 'Go to a moment'), close);
    this.element.append(head, el('label', { class: 'check' }, this.#decisions, 'What the controller decided'), this.#list);
    this.#decisions.addEventListener('change', () => this.#fill());
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('click', (event) => event.target === this.element && this.element.close());
  }

  open(): void {
    if (this.element.open) return;
    this.#fill();
    this.element.showModal();
    const items = this.#items();
    (items.find((item) => item.ariaCurrent === 'true') ?? items[0])?.focus();
  }

  #fill(): void {
    const moments = this.#player()?.moments(this.#decisions.checked) ?? [];
    const none = el('p', {}, this.#decisions.checked ? 'Nothing was decided yet.' : 'Nobody has done anything yet.');
    this.#list.replaceChildren(...(moments.length > 0 ? moments.map((moment) => this.#item(moment)) : [none]));
  }

  #item({ time, label, sort }: MomentAt): HTMLButtonElement {
    const go = () => {
      this.element.close();
      this.#player()?.pause();
      this.#player()?.seek(time);
    };
    return button({ class: 'item' }, go, el('b', {}, clock(time, true)), el('span', {}, el('i', { 'aria-hidden': 'true' }, signs[sort] ?? ''), ` ${label}`));
  }

  #items(): HTMLButtonElement[] {
    return [...this.#list.querySelectorAll('button')];
  }

  #key(event: KeyboardEvent): void {
    const items = this.#items();
    const at = items.findIndex((item) => item.matches(':focus'));
    const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
    const next = to[event.key];
    if (next === undefined || items.length === 0) return;
    event.preventDefault();
    items[(next + items.length) % items.length]?.focus();
  }
}
