// The manifest: a text to change and apply, and what was wrong with it, where it is wrong.
import { lineOf } from '../yaml-path.ts';
import { button, el } from './dom.ts';
import { icons } from './icons.ts';

// Something wrong with a manifest.
export interface Problem {
  message: string;
  // The field's path, if the message names one.
  field?: string;
  // The line, from 1, where it is known.
  line?: number;
}

// What the editor asks for.
export interface ManifestWishes {
  apply(text: string): void;
  restart(text: string): void;
}

// The largest text that the model reads, in bytes.
const largest = 10 * 1024 * 1024;

export class Manifest {
  readonly text = el('textarea', { class: 'yaml', 'aria-label': 'Manifest text', spellcheck: 'false', autocapitalize: 'off', wrap: 'off' });
  readonly #problems = el('ul', { class: 'problems', role: 'status', 'aria-label': 'Problems' });
  readonly #lines = el('div', { class: 'line-numbers', 'aria-hidden': 'true' });
  readonly #verdict = el('span', { class: 'verdict' });
  readonly element: HTMLElement;
  // Called with how many problems there are.
  changed: (problems: number) => void = () => {};

  constructor(wishes: ManifestWishes) {
    const apply = button({ class: 'primary', title: 'Apply to the cluster as it is (Ctrl Enter)' }, () => this.#submit(wishes.apply), 'Apply');
    const restart = button({ title: 'Begin again with an empty cluster' }, () => this.#submit(wishes.restart), 'Start over');
    const editor = el('div', { class: 'editor' }, this.#lines, this.text);
    this.element = el('div', { class: 'manifest' }, editor, this.#problems, el('div', { class: 'manifest-bar' }, this.#verdict, restart, apply));
    this.text.addEventListener('input', () => this.#number());
    this.text.addEventListener('scroll', () => (this.#lines.scrollTop = this.text.scrollTop));
    this.text.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.#submit(wishes.apply);
    });
  }

  set(text: string): void {
    this.text.value = text;
    this.#number();
    this.show([]);
  }

  show(problems: Problem[]): void {
    this.#problems.replaceChildren(...problems.map((problem) => this.#item(problem)));
    this.#verdict.replaceChildren(...(problems.length > 0 ? [icons.close(), `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`] : []));
    this.changed(problems.length);
  }

  #submit(wish: (text: string) => void): void {
    const text = this.text.value;
    const bytes = new Blob([text]).size;
    if (text.trim() === '') return this.show([{ message: 'There is nothing to apply yet: paste a manifest.' }]);
    if (bytes > largest) {
      const size = (bytes / 1024 / 1024).toFixed(1);
      return this.show([{ message: `This text has ${size} MiB. At most 10 MiB can be read, and a manifest is rarely more than a few KiB.` }]);
    }
    wish(text);
  }

  #item(problem: Problem): HTMLElement {
    const line = problem.line ?? (problem.field === undefined ? undefined : lineOf(this.text.value, problem.field));
    const place = problem.field ?? (line === undefined ? '' : `line ${line}`);
    const go = line === undefined ? null : button({ class: 'go' }, () => this.#select(line), `line ${line}`);
    const words = problem.field === undefined ? null : el('code', {}, place);
    return el('li', {}, words, el('span', {}, problem.message), go);
  }

  #select(line: number): void {
    const before = this.text.value.split('\n').slice(0, line - 1);
    const start = before.reduce((sum, each) => sum + each.length + 1, 0);
    const end = this.text.value.indexOf('\n', start);
    this.text.focus();
    this.text.setSelectionRange(start, end < 0 ? this.text.value.length : end);
    const height = this.text.scrollHeight / Math.max(1, this.text.value.split('\n').length);
    this.text.scrollTop = Math.max(0, height * (line - 4));
  }

  #number(): void {
    const lines = Math.min(20_000, this.text.value.split('\n').length);
    this.#lines.textContent = Array.from({ length: lines }, (_, index) => index + 1).join('\n');
    this.#lines.scrollTop = this.text.scrollTop;
  }
}
