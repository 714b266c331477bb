// The manifest: a text to change and apply, what is wrong with it, and what applying it would do. In its place, while one
// is edited, an object that kubectl edit hands out.
import type { FieldHint, ManifestProblem, Plan } from '../../pkg/ordinal_wasm.js';
import { button, el } from './dom.ts';
import type { Edit } from './edit.ts';
import { icons } from './icons.ts';
import type { Review } from './review.ts';
import { Yaml } from './yaml.ts';

// Something wrong with a manifest, or worth saying of it.
export type Problem = Pick<ManifestProblem, 'message'> & Partial<ManifestProblem>;

// What the panel asks for.
export interface ManifestWishes {
  // What applying the text would do: now, or to an empty cluster. Undefined while there is no model that can tell.
  plan(text: string, afresh: boolean): Plan | undefined;
  // What is wrong with the text, as far as can be told.
  check(text: string): ManifestProblem[];
  // Does something when there is a model that can plan.
  able(act: () => void): void;
  fields(apiVersion: string, kind: string, path: string): FieldHint[];
  kinds(): string[][];
  // Done when fields and kinds can be told.
  known(): Promise<unknown>;
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
  readonly #text: Yaml;
  readonly #problems = el('div', { class: 'problems', role: 'status', 'aria-label': 'Problems' });
  readonly #verdict = el('span', { class: 'verdict' });
  readonly #bar: HTMLElement;
  #review: Review | undefined;
  // What commands have handed out to be edited, by their numbers; the last one is shown, once its editor has come.
  readonly #edits = new Map<number, Edit | undefined>();

  // Fills an element.
  constructor(element: HTMLElement, wishes: ManifestWishes) {
    this.#element = element;
    this.#wishes = wishes;
    const apply = button({ class: 'primary', title: 'See what it changes, then apply it to the cluster as it is (Ctrl Enter)' }, () => this.#apply(), 'Apply');
    const restart = button({ title: 'Begin again with an empty cluster' }, () => wishes.able(() => this.#restart()), 'Start over');
    this.#bar = el('div', { class: 'manifest-bar' }, this.#verdict, restart, apply);
    this.#text = new Yaml({
      label: 'Manifest text',
      check: (text) => this.#check(text),
      found: (problems) => this.show(problems),
      typed: () => this.#typed(),
      apply: () => this.#apply(),
      fields: wishes.fields,
      kinds: wishes.kinds,
      known: wishes.known,
    });
    this.#element.append(this.#text.element, this.#problems, this.#bar);
  }

  get value(): string {
    return this.#text.value;
  }

  set(text: string): void {
    this.#write(text);
  }

  #write(text: string): void {
    this.#closeReview();
    this.#text.value = text;
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

  // Checks the text again: more can be told of it now.
  recheck(): void {
    this.#text.recheck();
  }

  // Brings the editor.
  open(): Promise<void> {
    return this.#text.open();
  }

  // Shows a text that a command hands out. `save` gives it back, and says what to edit further if it was refused.
  async edit(job: number, text: string, save: (text: string) => string | undefined): Promise<void> {
    this.#edits.set(job, undefined);
    const { Edit } = await import('./edit.ts');
    if (!this.#edits.has(job)) return;
    const edit = new Edit(text, this.#wishes, (edited) => {
      const refused = save(edited);
      if (refused !== undefined) edit.show(refused);
    });
    this.#edits.set(job, edit);
    this.#arrange();
    await edit.open();
  }

  // The command with this number has ended. Gives whether it had handed a text out.
  ended(job: number): boolean {
    this.#edits.get(job)?.element.remove();
    const was = this.#edits.delete(job);
    if (was) this.#arrange();
    return was;
  }

  #arrange(): void {
    const edits = [...this.#edits.values()].filter((edit) => edit !== undefined);
    for (const { element } of edits) element.remove();
    const last = edits.at(-1);
    this.#element.classList.toggle('edits', last !== undefined);
    if (last) this.#element.prepend(last.element);
  }

  #check(text: string): ManifestProblem[] {
    return text.trim() === '' || tooLarge(text) ? [] : this.#wishes.check(text);
  }

  #typed(): void {
    this.#closeReview();
    this.#wishes.changed();
  }

  // Shows what applying would do; if that is shown already, applies.
  #apply(): void {
    if (this.#review) this.#review.confirm();
    else this.#wishes.able(() => void this.#offer());
  }

  async #offer(): Promise<void> {
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
    this.#text.focus();
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
    const line = isReal(problem) ? this.#text.lineOf(problem) : undefined;
    const go = line === undefined || !isReal(problem) ? null : button({ class: 'go' }, () => this.#text.goTo(problem, line), `line ${line}`);
    return el('li', { class: isReal(problem) ? null : 'remark' }, path ? el('code', {}, path) : null, el('span', {}, message), go);
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
