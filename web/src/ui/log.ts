// What a terminal has printed: a block for each command, with its line and its output. It shows text and nothing else.
import { clock } from '../time.ts';
import { el } from './dom.ts';

// More than this is not kept: blocks of a command with its output, and characters of one output.
const mostBlocks = 150;
const mostCharacters = 20_000;

interface Block {
  element: HTMLElement;
  length: number;
}

// Whether it has columns: then its lines are not broken where they are longer than the terminal is wide.
const isTable = (text: string): boolean => /\S {2,}\S/.test(text);

export class Log {
  readonly element = el('div', { class: 'log', role: 'log', 'aria-label': 'Terminal output', tabindex: 0 });
  readonly #blocks = new Map<number, Block>();
  // Whether its end is seen: then it stays so when there is less room, or when what was written unseen is looked at.
  #ends = true;

  constructor() {
    this.element.addEventListener('scroll', () => {
      const { scrollTop, clientHeight, scrollHeight } = this.element;
      if (clientHeight > 0) this.#ends = scrollTop + clientHeight > scrollHeight - 8;
    });
    new ResizeObserver(() => this.#ends && this.#follow()).observe(this.element);
  }

  // A command was started: the sign before it, its line, and a place for what it prints.
  open(job: number, sign: string, line: string, time: number): void {
    const before = el('span', { class: 'sign', 'aria-hidden': 'true' }, sign);
    const block = this.#append(el('div', { class: 'command' }, before, el('code', {}, line), el('time', {}, clock(time))));
    this.#blocks.set(job, { element: block, length: 0 });
    this.#follow();
  }

  write(job: number, text: string, error: boolean): void {
    const block = this.#blocks.get(job);
    if (!block || block.length > mostCharacters) return;
    const room = mostCharacters - block.length;
    block.length += text.length;
    const shown = block.length > mostCharacters ? `${text.slice(0, room)}\n… the rest is not shown\n` : text;
    const last = block.element.lastElementChild;
    const name = error ? 'out error' : isTable(text) ? 'out' : 'out flows';
    if (last?.className === name) last.append(shown);
    else block.element.append(el('pre', { class: name }, shown));
    this.#follow();
  }

  close(job: number): void {
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
    this.element.replaceChildren();
  }

  // The word of an output at a place, and the line of the command that printed it; empty where there is none.
  wordAt({ clientX, clientY, target }: MouseEvent): { word: string; line: string } {
    const output = target instanceof Element ? target.closest('.out') : null;
    const root = this.element.getRootNode();
    const caret = output && root instanceof ShadowRoot ? document.caretPositionFromPoint?.(clientX, clientY, { shadowRoots: [root] }) : null;
    const text = caret?.offsetNode.nodeType === Node.TEXT_NODE ? (caret.offsetNode.textContent ?? '') : '';
    const [before] = /\S*$/.exec(text.slice(0, caret?.offset)) ?? [''];
    const [after] = /^\S*/.exec(text.slice(caret?.offset)) ?? [''];
    return { word: before + after, line: output?.closest('.block')?.querySelector('code')?.textContent ?? '' };
  }

  #append(content: HTMLElement): HTMLElement {
    const block = el('div', { class: 'block running' }, content);
    this.element.append(block);
    while (this.element.childElementCount > mostBlocks) this.element.firstElementChild?.remove();
    return block;
  }

  #follow(): void {
    this.#ends = true;
    this.element.scrollTop = this.element.scrollHeight;
  }
}
