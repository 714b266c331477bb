// The terminal: commands and what they print, a prompt with history and completion. It shows text and nothing else.
import { commonStart, History } from '../history.ts';
import { clock } from '../time.ts';
import { el, setText } from './dom.ts';

// What the terminal asks of whoever runs its commands.
export interface Shell {
  run(line: string): void;
  interrupt(job: number): void;
  complete(before: string): string[];
}

// More than this is not kept: blocks of a command with its output, and characters of one output.
const mostBlocks = 150;
const mostCharacters = 20_000;

interface Block {
  element: HTMLElement;
  length: number;
}

export class Terminal {
  readonly log = el('div', { class: 'log', role: 'log', 'aria-label': 'Terminal output', tabindex: 0 });
  readonly input = el('input', {
    class: 'prompt-input',
    'aria-label': 'Command',
    placeholder: 'kubectl get pods',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    enterkeyhint: 'go',
  });
  readonly element: HTMLElement;
  readonly #sign = el('span', { class: 'sign', 'aria-hidden': 'true' }, '$');
  readonly #runner: Shell;
  readonly #history = new History();
  readonly #blocks = new Map<number, Block>();
  readonly #hints = el('div', { class: 'hints', 'aria-live': 'polite' });
  // The commands that run, last started last.
  #running: number[] = [];
  #within: { job: number; prompt: string } | undefined;

  constructor(runner: Shell) {
    this.#runner = runner;
    const prompt = el('label', { class: 'prompt' }, this.#sign, this.input);
    this.element = el('div', { class: 'terminal' }, this.log, this.#hints, prompt);
    this.input.addEventListener('keydown', (event) => this.#key(event));
    this.log.addEventListener('keydown', (event) => this.#control(event));
    this.element.addEventListener('click', () => {
      if (!this.element.ownerDocument.getSelection()?.toString()) this.input.focus({ preventScroll: true });
    });
  }

  // The command that runs, if one does: the last that was started.
  get running(): number | undefined {
    return this.#running.at(-1);
  }

  // The shell that lines go to, with its prompt; none while they are commands of their own.
  get shell(): { job: number; prompt: string } | undefined {
    return this.#within;
  }

  set shell(shell: { job: number; prompt: string } | undefined) {
    this.#within = shell;
    setText(this.#sign, shell?.prompt.trim() ?? '$');
    this.input.placeholder = shell ? 'exit' : 'kubectl get pods';
  }

  // A command was started: its line, and a place for what it prints.
  open(job: number, line: string, time: number): void {
    this.#history.add(line);
    const block = this.#append(this.#command(line, time));
    this.#blocks.set(job, { element: block, length: 0 });
    this.#running.push(job);
    this.#follow();
  }

  write(job: number, text: string, error: boolean): void {
    const block = this.#blocks.get(job);
    if (!block || block.length > mostCharacters) return;
    const room = mostCharacters - block.length;
    block.length += text.length;
    const shown = block.length > mostCharacters ? `${text.slice(0, room)}\n… the rest is not shown\n` : text;
    const last = block.element.lastElementChild;
    const name = error ? 'out error' : 'out';
    if (last?.className === name) last.append(shown);
    else block.element.append(el('pre', { class: name }, shown));
    this.#follow();
  }

  close(job: number): void {
    this.#running = this.#running.filter((running) => running !== job);
    this.#blocks.get(job)?.element.classList.remove('running');
    this.#blocks.delete(job);
  }

  // A line that is no command, as what a fault is.
  remark(text: string, time: number): void {
    const remark = el('div', { class: 'remark' }, el('span', {}, `# ${text}`), el('time', {}, clock(time)));
    this.#append(remark).classList.remove('running');
    this.#follow();
  }

  clear(): void {
    this.log.replaceChildren();
  }

  #command(line: string, time: number): HTMLElement {
    const sign = el('span', { class: 'sign', 'aria-hidden': 'true' }, this.#sign.textContent);
    return el('div', { class: 'command' }, sign, el('code', {}, line), el('time', {}, clock(time)));
  }

  #append(content: HTMLElement): HTMLElement {
    const block = el('div', { class: 'block running' }, content);
    this.log.append(block);
    while (this.log.childElementCount > mostBlocks) this.log.firstElementChild?.remove();
    return block;
  }

  #follow(): void {
    this.log.scrollTop = this.log.scrollHeight;
  }

  #key(event: KeyboardEvent): void {
    if (this.#control(event) || event.isComposing) return;
    const { key } = event;
    if (key !== 'Enter' && key !== 'ArrowUp' && key !== 'ArrowDown' && !(key === 'Tab' && this.#completes(event))) return;
    event.preventDefault();
    if (key === 'Enter') this.#enter();
    if (key === 'ArrowUp') this.#show(this.#history.up(this.input.value));
    if (key === 'ArrowDown') this.#show(this.#history.down(this.input.value));
    if (key === 'Tab') this.#complete();
  }

  // Ctrl-C and Ctrl-L, unless there is a selection to copy.
  #control(event: KeyboardEvent): boolean {
    if (!event.ctrlKey || event.altKey || event.metaKey) return false;
    const key = event.key.toLowerCase();
    const selected = this.input.selectionStart !== this.input.selectionEnd || document.getSelection()?.toString();
    if (key === 'l') this.clear();
    else if (key === 'c' && !selected) this.#interrupt();
    else return false;
    event.preventDefault();
    return true;
  }

  #interrupt(): void {
    const job = this.#running.at(-1);
    this.#show('');
    if (job === undefined) return;
    this.write(job, '^C\n', false);
    this.#runner.interrupt(job);
  }

  #enter(): void {
    const line = this.input.value.trim();
    this.#show('');
    if (line === 'clear') this.clear();
    else if (line !== '') this.#runner.run(line);
  }

  #show(line: string): void {
    this.input.value = line;
    this.input.setSelectionRange(line.length, line.length);
    setText(this.#hints, '');
  }

  // Tab completes where there is something to complete; on an empty line and with Shift it moves on, as everywhere.
  #completes(event: KeyboardEvent): boolean {
    return !event.shiftKey && this.input.value.trim() !== '';
  }

  #complete(): void {
    const cursor = this.input.selectionStart ?? this.input.value.length;
    const [before, after] = [this.input.value.slice(0, cursor), this.input.value.slice(cursor)];
    const words = this.#runner.complete(before);
    const typed = /\S*$/.exec(before)?.[0] ?? '';
    const completed = words.length === 1 ? `${words[0]} ` : commonStart(words);
    setText(this.#hints, words.length > 1 ? words.slice(0, 24).join('  ') : '');
    if (completed.length <= typed.length) return;
    const start = before.slice(0, before.length - typed.length) + completed;
    this.input.value = start + after.trimStart();
    this.input.setSelectionRange(start.length, start.length);
  }
}
