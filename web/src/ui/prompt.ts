// Where commands are typed: history and a search through it, completion, lines that go on, and pastes of several lines.
import { commonStart, type History } from '../history.ts';
import { el, setText } from './dom.ts';
import { editLine } from './readline.ts';

// Who reads what is typed.
export interface Reader {
  // A whole command, perhaps of several lines.
  read(command: string): void;
  interrupt(): void;
  clear(): void;
  // Ctrl-D on an empty line.
  leave(): void;
  complete(before: string): string[];
  // What a command lacks that goes on in the next line; undefined if it is whole.
  lacks(command: string): string | undefined;
}

// A command or a paste that is longer is no command.
const longest = 100_000;
const looksLikeManifest = /^\s*(?:---\s*\n)?\s*(?:apiVersion|kind):\s/;
const hereDocument = /<<-?\s*(['"]?)([\w.]+)\1/;
const mostHints = 24;

export class Prompt {
  readonly input = el('input', {
    class: 'prompt-input',
    'aria-label': 'Command',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    enterkeyhint: 'go',
  });
  readonly hints = el('div', { class: 'hints', 'aria-live': 'polite' });
  readonly #sign = el('span', { class: 'sign', 'aria-hidden': 'true' }, '$');
  readonly element = el('div', { class: 'prompt' }, this.#sign, this.input);
  readonly #reader: Reader;
  readonly #history: History;
  // The lines of a command that goes on, and the line that ends its here-document.
  #begun = '';
  #until = '';
  // How many matches back a search in the history is; undefined while there is none.
  #search: number | undefined;
  #own = '$';

  constructor(history: History, reader: Reader) {
    this.#history = history;
    this.#reader = reader;
    this.element.addEventListener('click', ({ target }) => target === this.element && this.input.focus());
    this.input.addEventListener('keydown', (event) => this.#key(event));
    this.input.addEventListener('paste', (event) => this.#paste(event));
    this.input.addEventListener('input', () => this.#search !== undefined && this.#find(0));
    this.rest('kubectl get pods');
  }

  // The sign before the line.
  get sign(): string {
    return this.#own;
  }

  set sign(sign: string) {
    this.#own = sign;
    this.#showSign();
  }

  // What an empty line says.
  rest(placeholder: string): void {
    this.input.placeholder = placeholder;
  }

  say(hint: string): void {
    setText(this.hints, hint);
  }

  // Ctrl-C and Ctrl-L, unless there is a selection to copy.
  control(event: KeyboardEvent): boolean {
    if (!event.ctrlKey || event.altKey || event.metaKey) return false;
    const key = event.key.toLowerCase();
    const selected = this.input.selectionStart !== this.input.selectionEnd || document.getSelection()?.toString();
    if (key === 'l') this.#reader.clear();
    else if (key === 'c' && !selected) this.#cancel();
    else return false;
    event.preventDefault();
    return true;
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing || this.control(event)) return;
    const isSearch = event.ctrlKey && event.key.toLowerCase() === 'r';
    if (this.#search !== undefined ? this.#searching(event, isSearch) : isSearch ? this.#find(0) : this.#edit(event)) event.preventDefault();
  }

  #edit(event: KeyboardEvent): boolean {
    if (editLine(this.input, event)) return true;
    const { key, shiftKey, ctrlKey } = event;
    const lower = ctrlKey ? `ctrl-${key.toLowerCase()}` : key;
    if (key === 'Enter') this.#enter();
    else if (lower === 'ArrowUp' || lower === 'ctrl-p') this.#show(this.#history.up(this.input.value));
    else if (lower === 'ArrowDown' || lower === 'ctrl-n') this.#show(this.#history.down(this.input.value));
    // The end of what is typed: a shell in a pod ends with it.
    else if (lower === 'ctrl-d' && this.input.value === '') this.#reader.leave();
    // Tab completes where there is something to complete; on an empty line and with Shift it moves on, as everywhere.
    else if (key === 'Tab' && !shiftKey && this.input.value.trim() !== '') this.#complete();
    else return false;
    return true;
  }

  #enter(): void {
    const line = this.input.value;
    this.#show('');
    this.#take([line]);
  }

  // Takes lines as if each were typed; a command begins with the first and after each that is whole.
  #take(lines: string[]): void {
    for (const line of lines) {
      const command = this.#begun + line;
      if (command.length > longest) return this.#tooLong(command.length);
      const lacks = this.#until !== '' && line.trim() !== this.#until ? 'the here-document goes on' : this.#reader.lacks(command);
      if (lacks === undefined) this.#read(command);
      else this.#goOn(command, lacks);
    }
  }

  #read(command: string): void {
    this.#begin();
    if (command.trim() !== '') this.#reader.read(command.trim());
  }

  #goOn(command: string, lacks: string): void {
    if (this.#begun === '') this.#until = hereDocument.exec(command)?.[2] ?? '';
    this.#begun = `${command}\n`;
    this.#showSign();
    this.say(this.#until === '' ? `${lacks} · Ctrl-C drops it` : `goes on up to a line ${this.#until} · Ctrl-C drops it`);
  }

  #begin(): void {
    [this.#begun, this.#until] = ['', ''];
    this.#showSign();
    this.say('');
  }

  #cancel(): void {
    this.#begin();
    this.#search = undefined;
    this.#show('');
    this.#reader.interrupt();
  }

  #paste(event: ClipboardEvent): void {
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    const { selectionStart, selectionEnd, value } = this.input;
    const text = value.slice(0, selectionStart ?? 0) + pasted + value.slice(selectionEnd ?? value.length);
    if (text.length <= longest && !/[\r\n]/.test(pasted)) return;
    event.preventDefault();
    if (text.length > longest) return this.#tooLong(text.length);
    if (this.#begun === '' && looksLikeManifest.test(text)) {
      return this.say('That is a manifest. Paste it under Manifest, or type kubectl apply -f - <<EOF first, and EOF after it.');
    }
    const lines = text.split(/\r\n|\r|\n/);
    const last = lines.pop() ?? '';
    this.#take(lines);
    this.input.value = last;
  }

  #tooLong(length: number): void {
    this.#begin();
    this.say(`That is ${length.toLocaleString('en')} characters. A terminal takes ${longest.toLocaleString('en')} at once; a manifest goes under Manifest.`);
  }

  #show(line: string): void {
    this.input.value = line;
    this.input.setSelectionRange(line.length, line.length);
    if (this.#begun === '') this.say('');
  }

  #showSign(): void {
    setText(this.#sign, this.#search !== undefined ? 'search' : this.#begun === '' ? this.#own : '>');
  }

  // Looks for what is typed in the lines of before, so many matches back.
  #find(back: number): boolean {
    const match = this.#history.search(this.input.value, back);
    this.#search = match === undefined && back > 0 ? back - 1 : back;
    this.#showSign();
    if (match !== undefined || back === 0) this.say(match ?? 'Ctrl-R: a part of a line of before');
    return true;
  }

  #searching({ key }: KeyboardEvent, again: boolean): boolean {
    if (again) return this.#find((this.#search ?? 0) + 1);
    if (!['Enter', 'Escape', 'Tab', 'ArrowRight'].includes(key)) return false;
    const match = this.input.value === '' ? undefined : this.#history.search(this.input.value, this.#search ?? 0);
    this.#search = undefined;
    this.#showSign();
    this.#show(match ?? '');
    if (key === 'Enter' && match !== undefined) this.#enter();
    return true;
  }

  #complete(): void {
    const cursor = this.input.selectionStart ?? this.input.value.length;
    const [before, after] = [this.input.value.slice(0, cursor), this.input.value.slice(cursor)];
    const words = this.#reader.complete(before);
    const typed = /\S*$/.exec(before)?.[0] ?? '';
    const [only = ''] = words;
    const completed = words.length === 1 ? only + (/[=/.:]$/.test(only) ? '' : ' ') : commonStart(words);
    const more = words.length > mostHints ? `  and ${words.length - mostHints} more` : '';
    this.say(words.length > 1 ? words.slice(0, mostHints).join('  ') + more : '');
    if (completed.length <= typed.length) return;
    const start = before.slice(0, before.length - typed.length) + completed;
    this.input.value = start + after.trimStart();
    this.input.setSelectionRange(start.length, start.length);
  }
}
