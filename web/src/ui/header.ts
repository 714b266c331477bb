// The line at the top: the name, the set in focus and its counts, examples, theme and help.
import type { Workload } from '../../pkg/ordinal_wasm.js';
import { resource } from '../resources.ts';
import { button, el, setAll, setText } from './dom.ts';
import { icons } from './icons.ts';

export interface HeaderWishes {
  example(id: string): void;
  theme(): void;
  help(): void;
  share(): void;
}

// Examples to choose from.
export interface ChoiceGroup {
  title: string;
  examples: { id: string; title: string }[];
}

export class Header {
  readonly element: HTMLElement;
  readonly #object = el('code', { class: 'object' });
  readonly #ready = el('b');
  readonly #updated = el('b');
  readonly #of = [el('span'), el('span')] as const;
  readonly #counts = el('span', { class: 'counts', hidden: true }, el('span', { class: 'count' }, this.#ready, this.#of[0]), el('span', { class: 'count' }, this.#updated, this.#of[1]));
  readonly #picker: HTMLSelectElement;
  readonly #theme: HTMLButtonElement;

  constructor(groups: ChoiceGroup[], wishes: HeaderWishes) {
    const none = el('option', { value: '', hidden: true }, 'Your manifest');
    const group = ({ title, examples }: ChoiceGroup) =>
      el('optgroup', { label: title }, ...examples.map(({ id, title }) => el('option', { value: id }, title)));
    this.#picker = el('select', { 'aria-label': 'Example' }, none, ...groups.map(group));
    this.#picker.addEventListener('change', () => wishes.example(this.#picker.value));
    const share = button({ class: 'share-button', part: 'share', 'aria-label': 'Share' }, wishes.share, icons.link(), el('span', {}, 'Share'));
    this.#theme = button({ class: 'icon-button', 'aria-label': 'Light or dark', title: 'Light or dark' }, wishes.theme, icons.theme());
    const help = button({ class: 'icon-button', 'aria-label': 'Help', title: 'Help ( ? )' }, wishes.help, icons.help());
    this.element = el(
      'header',
      { class: 'head', part: 'head' },
      el('span', { class: 'brand' }, mark(), el('span', {}, 'Ordinal')),
      el('span', { class: 'about' }, this.#object, this.#counts),
      el('span', { class: 'picker' }, this.#picker, icons.chevron()),
      share,
      this.#theme,
      help,
    );
  }

  show(workload: Workload | undefined): void {
    setText(this.#object, workload ? `${workload.kind.toLowerCase()}/${workload.name}` : '');
    this.#counts.hidden = !workload;
    if (!workload) return;
    const { ready, updated, replicas } = workload;
    setText(this.#ready, String(ready));
    setText(this.#updated, String(updated));
    setText(this.#of[0], `/${replicas} ready`);
    setText(this.#of[1], `/${replicas} updated`);
    this.#object.title = `kubectl get ${resource(workload.kind)} ${workload.name}`;
  }

  // Whether there are examples to choose, and a button for the theme.
  offer({ examples, theme }: { examples: boolean; theme: boolean }): void {
    setAll(this.#picker.parentElement ?? this.#picker, { hidden: !examples });
    setAll(this.#theme, { hidden: !theme });
  }

  choose(id: string): void {
    this.#picker.value = id;
  }
}

// The sign of the house: a staircase of three.
function mark(): SVGSVGElement {
  const sign = icons.mark();
  sign.classList.add('brand-mark');
  return sign;
}
