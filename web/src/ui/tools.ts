// The small buttons beside the staircase: undo and redo, zoom, idle stretches, the list of moments.
import type { BranchList, Player } from '../../pkg/ordinal_wasm.js';
import { button, el, setAll } from './dom.ts';
import { icons } from './icons.ts';

// What the tools ask for.
export interface ToolWishes {
  undo(): void;
  redo(): void;
  moments(): void;
}

export class Tools {
  readonly element: HTMLElement;
  readonly #player: () => Player | undefined;
  readonly #undo: HTMLButtonElement;
  readonly #redo: HTMLButtonElement;
  readonly #idle: HTMLButtonElement;
  readonly #fit: HTMLButtonElement;
  readonly #out: HTMLButtonElement;
  #compressed = false;
  #zoomed: boolean | undefined;

  constructor(player: () => Player | undefined, wishes: ToolWishes) {
    this.#player = player;
    const tool = (label: string, keys: string, act: () => void, icon: SVGSVGElement) =>
      button({ class: 'icon-button', 'aria-label': label, title: keys ? `${label} ( ${keys} )` : label }, act, icon);
    this.#undo = tool('Undo', 'Ctrl Z', () => wishes.undo(), icons.undo());
    this.#redo = tool('Redo', 'Ctrl Shift Z', () => wishes.redo(), icons.redo());
    this.#out = tool('Zoom out', '−', () => this.zoom(0.5), icons.minus());
    const closer = tool('Zoom in', '+', () => this.zoom(2), icons.plus());
    this.#fit = tool('Show the whole run', '0', () => this.fit(), icons.fit());
    this.#idle = tool('Draw idle stretches short', 'i', () => this.toggleIdle(), icons.idle());
    const moments = tool('Go to a moment', 'g', () => wishes.moments(), icons.list());
    const group = (label: string, ...buttons: HTMLElement[]) => el('div', { class: 'tool-group', role: 'group', 'aria-label': label }, ...buttons);
    this.element = el('div', { class: 'tools' }, group('History', this.#undo, this.#redo), group('View', this.#out, closer, this.#fit, this.#idle, moments));
    setAll(this.#idle, { 'aria-pressed': 'false' });
    this.follow({ branches: [], undo: null, redo: false });
  }

  follow({ undo, redo }: BranchList): void {
    for (const [button, may] of [[this.#undo, undo !== null], [this.#redo, redo]] as const) setAll(button, { 'aria-disabled': String(!may) });
    if (undo !== null) setAll(this.#undo, { title: `Undo ${undo} ( Ctrl Z )` });
  }

  // What can be done follows what is seen.
  refresh(): void {
    const zoomed = this.#player()?.is_zoomed() === true;
    if (zoomed === this.#zoomed) return;
    this.#zoomed = zoomed;
    for (const button of [this.#fit, this.#out]) setAll(button, { 'aria-disabled': String(!zoomed) });
  }

  // So many times larger, about the playhead.
  zoom(times: number): void {
    this.#player()?.zoom(times);
    this.refresh();
  }

  fit(): void {
    this.#player()?.fit();
    this.refresh();
  }

  toggleIdle(): void {
    this.#compressed = !this.#compressed;
    this.#player()?.compress_idle(this.#compressed);
    setAll(this.#idle, { 'aria-pressed': String(this.#compressed) });
  }
}
