// A terminal: what was printed, and a prompt. Lines that are typed while a command runs wait until it has ended.
import type { History } from '../history.ts';
import { button, el } from './dom.ts';
import { Log } from './log.ts';
import { Prompt } from './prompt.ts';

// What a terminal asks of whoever runs its commands.
export interface Shell {
  run(line: string, terminal: Terminal): void;
  interrupt(job: number): void;
  complete(before: string): string[];
  lacks(command: string): string | undefined;
  // Done when what a line needs has come; undefined for one that needs nothing.
  needs(line: string): Promise<void> | undefined;
  // A word of what the command of this line printed was clicked.
  name(word: string, line: string): void;
}

// For how many milliseconds lines are run before the page has its turn: a paste may hold thousands.
const slice = 12;

export class Terminal {
  readonly log = new Log();
  readonly prompt: Prompt;
  readonly element: HTMLElement;
  readonly #shell: Shell;
  readonly #history: History;
  readonly #stop = button({ class: 'stop', 'aria-label': 'Stop (Ctrl-C)', title: 'Stop (Ctrl-C)', hidden: true }, () => this.#interrupt(), '^C');
  // The commands that run, last started last; those of them that were started with & at the end; and the lines that
  // wait for the others.
  #running: number[] = [];
  readonly #background = new Set<number>();
  #waiting: string[] = [];
  // Whether something is on the way that the next line needs.
  #lacking = false;
  #within: { job: number; prompt: string } | undefined;

  constructor(shell: Shell, history: History) {
    this.#shell = shell;
    this.#history = history;
    this.prompt = new Prompt(history, {
      read: (command) => this.#read(command),
      interrupt: () => this.#interrupt(),
      clear: () => this.log.clear(),
      leave: () => this.#within && this.#read('exit'),
      complete: (before) => shell.complete(before),
      lacks: (command) => shell.lacks(command),
    });
    this.prompt.element.append(this.#stop);
    this.element = el('div', { class: 'terminal' }, this.log.element, this.prompt.hints, this.prompt.element);
    this.log.element.addEventListener('keydown', (event) => this.prompt.control(event));
    this.log.element.addEventListener('click', (event) => this.#click(event));
  }

  // The command that runs, if one does: the last that was started, and of those that lines wait for if there are any.
  get running(): number | undefined {
    return this.#running.findLast((job) => !this.#background.has(job)) ?? this.#running.at(-1);
  }

  // The shell that lines go to, with its prompt; none while they are commands of their own.
  get shell(): { job: number; prompt: string } | undefined {
    return this.#within;
  }

  set shell(shell: { job: number; prompt: string } | undefined) {
    this.#within = shell;
    this.prompt.sign = shell?.prompt.trim() ?? '$';
    this.#showState();
  }

  // Whether a command runs that lines wait for.
  get isBusy(): boolean {
    return this.#running.some((job) => !this.#background.has(job)) && this.#within === undefined;
  }

  // A command was started: its line, and a place for what it prints.
  open(job: number, line: string, time: number): void {
    this.#history.add(line);
    this.log.open(job, this.prompt.sign, line, time);
    this.#running.push(job);
    if (/[^&]&\s*$/.test(line)) this.#background.add(job);
    this.#showState();
  }

  // A command has ended; this one's or another terminal's.
  close(job: number): void {
    this.#running = this.#running.filter((running) => running !== job);
    this.#background.delete(job);
    this.log.close(job);
    this.#showState();
    // Whoever tells of the end has to come to an end first.
    queueMicrotask(() => this.#next());
  }

  // What is selected is to be copied; a name is to be looked at; else one wants to type.
  #click(event: MouseEvent): void {
    if (this.element.ownerDocument.getSelection()?.toString()) return;
    this.prompt.input.focus({ preventScroll: true });
    const { word, line } = this.log.wordAt(event);
    if (word !== '') this.#shell.name(word, line);
  }

  #read(command: string): void {
    this.#waiting.push(command);
    this.#next();
  }

  #next(): void {
    const began = performance.now();
    while (this.#waiting.length > 0 && !this.isBusy && !this.#lacking) {
      if (performance.now() - began > slice) {
        setTimeout(() => this.#next());
        return;
      }
      const line = this.#waiting.shift() ?? '';
      const needs = this.#shell.needs(line);
      if (line === 'clear') this.log.clear();
      else if (needs) void this.#runWith(needs, line);
      else this.#shell.run(line, this);
    }
    this.#showState();
  }

  async #runWith(needs: Promise<void>, line: string): Promise<void> {
    this.#lacking = true;
    this.prompt.say(`${line}\nwaits for what it needs, which is on its way.`);
    await needs;
    this.#lacking = false;
    this.prompt.say('');
    this.#shell.run(line, this);
    this.#next();
  }

  #interrupt(): void {
    this.#waiting = [];
    const job = this.running;
    if (job !== undefined) {
      this.log.write(job, '^C\n', false);
      this.#shell.interrupt(job);
    }
    this.#showState();
  }

  #showState(): void {
    this.#stop.hidden = !this.isBusy;
    this.prompt.rest(this.isBusy ? 'Ctrl-C ends what runs' : this.#within ? 'exit' : 'kubectl get pods');
    const waiting = this.#waiting.length;
    if (waiting > 0) this.prompt.say(`${waiting === 1 ? 'One line waits' : `${waiting} lines wait`} for the command above to end. Ctrl-C ends it.`);
  }
}
