// Two branches side by side: the other one's stage and staircase, and in words what differs.
import type { Branch, Comparison as Told, Player } from '../../pkg/ordinal_wasm.js';
import { button, el, setText } from './dom.ts';
import { icons } from './icons.ts';

export class Comparison {
  readonly stage = el('div', { class: 'stage-host other' });
  readonly staircase = el('div', { class: 'staircase-host other' });
  readonly #nameOfA = el('span');
  readonly #nameOfB = el('span');
  // Above the current branch's stage.
  readonly head = el('div', { class: 'side-head', hidden: true }, el('b', { class: 'letter' }, 'A'), this.#nameOfA);
  // The other branch's stage.
  readonly side: HTMLElement;
  // What differs.
  readonly words = el('div', { class: 'differences', role: 'status', hidden: true });
  // The other branch's staircase.
  readonly chart = el('div', { class: 'other-chart', hidden: true }, el('b', { class: 'letter', 'aria-hidden': 'true' }, 'B'), this.staircase);
  readonly #player: () => Player | undefined;
  #sizes: ResizeObserver | undefined;

  constructor(player: () => Player | undefined) {
    this.#player = player;
    const close = button({ class: 'icon-button', 'aria-label': 'Stop comparing', title: 'Stop comparing' }, () => this.stop(), icons.close());
    const head = el('div', { class: 'side-head' }, el('b', { class: 'letter' }, 'B'), this.#nameOfB, close);
    this.side = el('section', { class: 'stage-side', 'aria-label': 'B, to compare', hidden: true }, head, this.stage);
  }

  start({ id }: Branch): void {
    const player = this.#player();
    if (!player) return;
    this.#show(true);
    player.compare(id, this.stage, this.staircase);
    const measure = () => this.#player()?.resize_compared(this.stage.clientWidth, this.staircase.clientWidth);
    this.#sizes ??= new ResizeObserver(measure);
    for (const element of [this.stage, this.staircase]) this.#sizes.observe(element);
    measure();
  }

  stop(): void {
    this.#player()?.stop_comparing();
    this.#show(false);
  }

  // The branches changed: which are compared, and their names.
  follow(branches: Branch[]): void {
    const other = branches.find((branch) => branch.compared);
    if (!other) return this.#show(false);
    setText(this.#nameOfA, branches.find((branch) => branch.current)?.name ?? '');
    setText(this.#nameOfB, other.name);
  }

  tell({ sentences, more, behind }: Told): void {
    const lines = behind ? ['B is still on its way to this instant.'] : sentences.length > 0 ? sentences : ['At this instant both are the same.'];
    const rest = more > 0 ? [`And ${more} more.`] : [];
    this.words.replaceChildren(...[...lines, ...rest].map((line) => el('p', {}, line)));
  }

  #show(shown: boolean): void {
    for (const element of [this.head, this.side, this.words, this.chart]) element.hidden = !shown;
    // A style sheet that looked for it itself would do so with each change of the staircase beside it.
    this.chart.closest('.time')?.classList.toggle('compares', shown);
    if (!shown) this.#sizes?.disconnect();
  }
}
