// A text of YAML to change: a plain field until the editor is loaded, and where it cannot be.
import type { ManifestProblem } from '../../pkg/ordinal_wasm.js';
import type { Editor, EditorWishes } from '../editor/editor.ts';
import { el } from './dom.ts';

export class Yaml {
  readonly element: HTMLElement;
  readonly #wishes: EditorWishes;
  readonly #plain: HTMLTextAreaElement;
  #editor: Editor | undefined;
  #loading = false;

  constructor(wishes: EditorWishes, text = '') {
    this.#wishes = wishes;
    this.#plain = el('textarea', { class: 'yaml', 'aria-label': wishes.label, spellcheck: 'false', autocapitalize: 'off', wrap: 'off' });
    this.#plain.value = text;
    this.element = el('div', { class: 'editor' }, this.#plain);
    this.#plain.addEventListener('input', () => wishes.typed());
    this.#plain.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) wishes.apply();
    });
  }

  get value(): string {
    return this.#editor?.value ?? this.#plain.value;
  }

  set value(text: string) {
    (this.#editor ?? this.#plain).value = text;
    this.#plain.setSelectionRange(0, 0);
  }

  focus(): void {
    (this.#editor ?? this.#plain).focus();
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

  // Checks the text again.
  recheck(): void {
    this.#editor?.recheck();
  }

  // The line of a problem, from 1, where it is known.
  lineOf(problem: ManifestProblem): number | undefined {
    return this.#editor?.lineOf(problem) ?? problem.line ?? undefined;
  }

  // Puts the cursor where a problem is.
  goTo(problem: ManifestProblem, line: number): void {
    if (this.#editor) return this.#editor.goTo(problem);
    const before = this.#plain.value.split('\n').slice(0, line - 1);
    const start = before.reduce((sum, each) => sum + each.length + 1, 0);
    this.#plain.focus();
    this.#plain.setSelectionRange(start, start);
  }

  #replacePlain(createEditor: typeof import('../editor/editor.ts').createEditor): void {
    const root = this.element.getRootNode();
    if (!(root instanceof ShadowRoot)) return;
    const had = root.activeElement === this.#plain;
    this.#editor = createEditor(root, this.#plain.value, this.#wishes);
    this.#plain.replaceWith(this.#editor.element);
    if (had) this.#editor.focus();
  }
}
