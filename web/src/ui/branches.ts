// The branches of a run as a row of small tabs: to look at one, and what can be done with it.
import type { Branch, Player } from '../../pkg/ordinal_wasm.js';
import { clock } from '../time.ts';
import { button, el } from './dom.ts';
import { icons } from './icons.ts';
import type { Action } from './menu.ts';

// What the row asks for.
export interface BranchWishes {
  menu(origin: Element, title: string, about: string, actions: Action[]): void;
  // Shows a branch beside the current one, or none.
  compare(branch: Branch | undefined): void;
}

export class Branches {
  readonly #element: HTMLElement;
  readonly #player: () => Player | undefined;
  readonly #wishes: BranchWishes;

  // Fills an element.
  constructor(element: HTMLElement, player: () => Player | undefined, wishes: BranchWishes) {
    this.#element = element;
    this.#player = player;
    this.#wishes = wishes;
    this.#element.addEventListener('keydown', (event) => this.#key(event));
  }

  show(branches: Branch[]): void {
    const root = this.#element.getRootNode();
    const focused = root instanceof ShadowRoot ? root.activeElement : null;
    const kept = focused && this.#element.contains(focused) ? focused.getAttribute('data-key') : null;
    this.#element.hidden = branches.length < 2;
    this.#element.replaceChildren(...branches.map((branch) => this.#tab(branch, branches)));
    if (kept) this.#element.querySelector<HTMLElement>(`[data-key="${kept}"]`)?.focus();
  }

  #tab(branch: Branch, all: Branch[]): HTMLElement {
    const { id, name, current, compared } = branch;
    const letter = compared ? 'B' : current && all.some((other) => other.compared) ? 'A' : '';
    const look = button({ class: 'branch-name', 'aria-pressed': String(current), 'data-key': `branch-${id}`, title: about(branch) }, () => this.#player()?.switch_to(id),
      letter && el('b', { class: 'letter' }, letter), icons.branch(), el('span', {}, name));
    const more = button({ class: 'icon-button', 'aria-label': `What to do with ${name}`, 'data-key': `more-${id}` }, () => this.#menu(more, branch), icons.more());
    return el('div', { class: current ? 'branch current' : 'branch' }, look, more);
  }

  #menu(origin: Element, branch: Branch): void {
    const { id, name, current, compared, of } = branch;
    const action = (title: string, hint: string, act: () => void, danger = false): Action => ({ title, hint, act, danger });
    const actions = [
      ...(current ? [] : [action('Look at it', 'at the same instant', () => this.#player()?.switch_to(id))]),
      ...(current ? [] : [compared ? action('Stop comparing', '', () => this.#wishes.compare(undefined)) : action('Compare', 'beside the one shown', () => this.#wishes.compare(branch))]),
      action('Rename', '', () => this.#rename(branch)),
      ...(of === null ? [] : [action('Delete', 'what was done in it is lost', () => this.#player()?.delete(id), true)]),
    ];
    this.#wishes.menu(origin, name, about(branch), actions);
  }

  // The name becomes a field: Enter keeps what was written, Escape does not.
  #rename({ id, name }: Branch): void {
    const label = this.#element.querySelector(`[data-key="branch-${id}"]`);
    const field = el('input', { class: 'branch-field', 'aria-label': 'Name of the branch', value: name, maxlength: 80, spellcheck: 'false' });
    let done = false;
    const end = (keep: boolean) => {
      if (done) return;
      done = true;
      field.replaceWith(label ?? '');
      if (keep) this.#player()?.rename(id, field.value);
      this.#element.querySelector<HTMLElement>(`[data-key="branch-${id}"]`)?.focus();
    };
    field.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Enter' || event.key === 'Escape') end(event.key === 'Enter');
    });
    field.addEventListener('blur', () => end(true));
    label?.replaceWith(field);
    field.select();
  }

  #key(event: KeyboardEvent): void {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const names = [...this.#element.querySelectorAll<HTMLElement>('.branch-name')];
    const at = names.findIndex((name) => name.matches(':focus'));
    if (by === 0 || at < 0) return;
    event.preventDefault();
    names[(at + by + names.length) % names.length]?.focus();
  }
}

// `left main at 0:15`
function about({ of, left }: Branch): string {
  return of === null || left === null ? 'the first branch' : `left ${of} at ${clock(left)}`;
}
