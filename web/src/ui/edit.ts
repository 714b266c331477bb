// A text to edit in a terminal, as kubectl edit opens one: saved, or left as it is.
import { button, el } from './dom.ts';

export class Edit {
  readonly #field = el('textarea', { class: 'yaml', 'aria-label': 'Object to edit', spellcheck: 'false', autocapitalize: 'off', wrap: 'off' });
  readonly element: HTMLElement;

  constructor(text: string, save: (text: string) => void) {
    const original = text;
    const bar = el(
      'div',
      { class: 'manifest-bar' },
      el('span', { class: 'verdict' }, 'kubectl edit'),
      button({ title: 'Leave it as it is (Escape)' }, () => save(original), 'Cancel'),
      button({ class: 'primary', title: 'Save (Ctrl S)' }, () => save(this.#field.value), 'Save'),
    );
    this.element = el('div', { class: 'edit' }, this.#field, bar);
    this.#field.addEventListener('keydown', (event) => {
      const saves = (event.ctrlKey || event.metaKey) && (event.key === 's' || event.key === 'Enter');
      if (!saves && event.key !== 'Escape') return;
      event.preventDefault();
      save(saves ? this.#field.value : original);
    });
    this.show(text);
  }

  // Another text, with what was wrong with the last one above it.
  show(text: string): void {
    this.#field.value = text;
    this.#field.setSelectionRange(0, 0);
    this.#field.scrollTop = 0;
  }

  focus(): void {
    this.#field.focus();
  }
}
