// An object that kubectl edit hands out, in the manifest's place: saved, or left as it is. The command waits in its terminal.
import type { EditorWishes } from '../editor/editor.ts';
import { button, el } from './dom.ts';
import { Yaml } from './yaml.ts';

export class Edit {
  readonly element: HTMLElement;
  readonly #text: Yaml;

  constructor(text: string, wishes: Pick<EditorWishes, 'fields' | 'kinds' | 'known'>, save: (text: string) => void) {
    const saved = () => save(this.#text.value);
    const [check, ignored] = [() => [], () => {}];
    // What is wrong with it is said by the command, above the text, as everywhere where one edits with kubectl.
    this.#text = new Yaml({ ...wishes, label: 'Object to edit', check, found: ignored, typed: ignored, apply: saved }, text);
    const bar = el(
      'div',
      { class: 'manifest-bar' },
      el('span', { class: 'verdict' }, 'kubectl edit waits'),
      button({ title: 'Leave it as it is' }, () => save(text), 'Cancel'),
      button({ class: 'primary', title: 'Save (Ctrl S)' }, saved, 'Save'),
    );
    this.element = el('section', { class: 'edit', 'aria-label': `Editing ${named(text)}` }, el('h2', {}, 'Editing ', el('code', {}, named(text))), this.#text.element, bar);
    this.element.addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== 's') return;
      event.preventDefault();
      saved();
    });
  }

  // Another text, with what was wrong with the last one above it.
  show(text: string): void {
    this.#text.value = text;
    this.#text.focus();
  }

  // When it is in the page.
  async open(): Promise<void> {
    await this.#text.open();
    this.#text.focus();
  }
}

// `statefulset/web`
function named(text: string): string {
  const [, kind = ''] = /^kind: (\w+)$/m.exec(text) ?? [];
  const [, name = ''] = /^metadata:$[^]*?^ {2}name: (\S+)$/m.exec(text) ?? [];
  return `${kind.toLowerCase()}/${name}`;
}
