// The manifest: a text to change and apply, what is wrong with it, and what applying it would do. A plain field until the
// editor is loaded, and where it cannot be.
import type { FieldHint, ManifestProblem, Plan } from '../../pkg/ordinal_wasm.js';
import type { Editor } from '../editor/editor.ts';
import { button, el } from './dom.ts';
import { icons } from './icons.ts';
import type { Review } from './review.ts';

// Something wrong with a manifest, or worth saying of it.
export type Problem = Pick<ManifestProblem, 'message'> & Partial<ManifestProblem>;

// What the panel asks for.
export interface ManifestWishes {
  // What applying the text would do: now, or to an empty cluster. Undefined while there is no model.
  plan(text: string, afresh: boolean): Plan | undefined;
  fields(apiVersion: string, kind: string, path: string): FieldHint[];
  kinds(): string[][];
  apply(text: string): void;
  restart(text: string): void;
  // The text is another.
  changed(): void;
}

// The largest text that the model reads, in bytes.
const largest = 10 * 1024 * 1024;

export class Manifest {
  readonly #element: HTMLElement;
  // Called with how many problems there are.
  changed: (problems: number) => void = () => {};
  readonly #wishes: ManifestWishes;
  readonly #plain = el('textarea', { class: 'yaml', 'aria-label': 'Manifest text', spellcheck: 'false', autocapitalize: 'off', wrap: 'off' });
  readonly #place = el('div', { class: 'editor' }, this.#plain);
  readonly #problems = el('div', { class: 'problems', role: 'status', 'aria-label': 'Problems' });
  readonly #verdict = el('span', { class: 'verdict' });
  readonly #bar: HTMLElement;
  #editor: Editor | undefined;
  #loading = false;
  #review: Review | undefined;

  // Fills an element.
  constructor(element: HTMLElement, wishes: ManifestWishes) {
    this.#element = element;
    this.#wishes = wishes;
    const apply = button({ class: 'primary', title: 'See what it changes, then apply it to the cluster as it is (Ctrl Enter)' }, () => void this.#apply(), 'Apply');
    const restart = button({ title: 'Begin again with an empty cluster' }, () => this.#restart(), 'Start over');
    this.#bar = el('div', { class: 'manifest-bar' }, this.#verdict, restart, apply);
    this.#element.append(this.#place, this.#problems, this.#bar);
    this.#plain.addEventListener('input', () => this.#typed());
    this.#plain.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void this.#apply();
    });
  }

  get value(): string {
    return this.#text;
  }

  set(text: string): void {
    this.#write(text);
  }

  get #text(): string {
    return this.#editor?.value ?? this.#plain.value;
  }

  #write(text: string): void {
    this.#closeReview();
    if (this.#editor) this.#editor.value = text;
    else this.#plain.value = text;
    this.show([]);
  }

  // Shows what is wrong, or worth saying.
  show(problems: Problem[]): void {
    const list = problems.length > 0 ? [el('ul', {}, ...problems.map((problem) => this.#item(problem)))] : [];
    this.#problems.replaceChildren(...list);
    const real = problems.filter(isReal).length;
    this.#verdict.replaceChildren(...(real > 0 ? [icons.close(), `${real} ${real === 1 ? 'problem' : 'problems'}`] : []));
    this.changed(real);
  }

  // Brings the editor, once.
  async open(): Promise<void> {
    if (this.#editor || this.#loading) return;
    this.#loading = true;
    try {
      const { createEditor } = await import('../editor/editor.ts');
      this.#replacePlain(createEditor);
    } catch (error) {
      // The plain field does as well; the next opening tries again.
      console.warn('The editor could not be loaded.', error);
    } finally {
      this.#loading = false;
    }
  }

  #replacePlain(createEditor: typeof import('../editor/editor.ts').createEditor): void {
    const root = this.#element.getRootNode();
    if (!(root instanceof ShadowRoot)) return;
    const had = root.activeElement === this.#plain;
    this.#editor = createEditor(root, this.#plain.value, {
      check: (text) => this.#check(text),
      found: (problems) => this.show(problems),
      typed: () => this.#typed(),
      apply: () => void this.#apply(),
      fields: this.#wishes.fields,
      kinds: this.#wishes.kinds,
    });
    this.#plain.replaceWith(this.#editor.element);
    if (had) this.#editor.focus();
  }

  #check(text: string): ManifestProblem[] {
    return text.trim() === '' || tooLarge(text) ? [] : (this.#wishes.plan(text, false)?.problems ?? []);
  }

  #typed(): void {
    this.#closeReview();
    this.#wishes.changed();
  }

  // Shows what applying would do; if that is shown already, applies.
  async #apply(): Promise<void> {
    if (this.#review) return this.#review.confirm();
    const plan = this.#plan(false);
    if (!plan) return;
    this.show(plan.problems);
    const changes = plan.steps.some(({ fate }) => fate === 'created' || fate === 'configured');
    if (!changes && plan.problems.length > 0) return;
    const { Review } = await import('./review.ts');
    this.#review = new Review(plan, () => this.#confirmed(), () => this.#goOn());
    this.#bar.before(this.#review.element);
    this.#bar.hidden = true;
    this.#review.focus();
  }

  #confirmed(): void {
    const text = this.value;
    this.#closeReview();
    this.#wishes.apply(text);
  }

  #goOn(): void {
    this.#closeReview();
    (this.#editor ?? this.#plain).focus();
  }

  #closeReview(): void {
    this.#review?.element.remove();
    this.#review = undefined;
    this.#bar.hidden = false;
  }

  // What cannot be applied to an empty cluster does not take the place of the run there is.
  #restart(): void {
    const plan = this.#plan(true);
    if (!plan) return;
    this.show(plan.problems);
    if (plan.steps.some(({ fate }) => fate !== 'refused')) this.#wishes.restart(this.value);
  }

  #plan(afresh: boolean): Plan | undefined {
    const text = this.value;
    const large = tooLarge(text);
    if (text.trim() === '') this.show([{ message: 'There is nothing to apply yet: paste a manifest.' }]);
    else if (large) this.show([{ message: large }]);
    else return this.#wishes.plan(text, afresh);
    return undefined;
  }

  #item(problem: Problem): HTMLElement {
    const { path, message } = problem;
    const line = isReal(problem) ? (this.#editor?.lineOf(problem) ?? problem.line) : undefined;
    const go = line === undefined || line === null ? null : button({ class: 'go' }, () => this.#goTo(problem, line), `line ${line}`);
    return el('li', { class: isReal(problem) ? null : 'remark' }, path ? el('code', {}, path) : null, el('span', {}, message), go);
  }

  #goTo(problem: Problem, line: number): void {
    if (this.#editor && isReal(problem)) return this.#editor.goTo(problem);
    const before = this.#plain.value.split('\n').slice(0, line - 1);
    const start = before.reduce((sum, each) => sum + each.length + 1, 0);
    this.#plain.focus();
    this.#plain.setSelectionRange(start, start);
  }
}

// Whether it is a problem at a place, rather than words about the whole.
function isReal(problem: Problem): problem is ManifestProblem {
  return problem.document !== undefined;
}

function tooLarge(text: string): string | undefined {
  // No character has fewer bytes than one.
  const bytes = text.length > largest / 4 ? new Blob([text]).size : 0;
  if (bytes <= largest) return undefined;
  return `This text has ${(bytes / 1024 / 1024).toFixed(1)} MiB. At most 10 MiB can be read, and a manifest is rarely more than a few KiB.`;
}
