// One terminal or two, one beside the other: a watch in one, commands in the other. On a narrow page they are tabs.
import { History } from '../history.ts';
import { button, el, setAll } from './dom.ts';
import { icons } from './icons.ts';
import { type Shell, Terminal } from './terminal.ts';

export class Terminals {
  readonly #element: HTMLElement;
  readonly #shell: Shell;
  readonly #history = new History();
  readonly #first: Terminal;
  #second: Terminal | undefined;
  readonly #split = button({ class: 'icon-button split', 'aria-label': 'Open a second terminal', title: 'A second terminal' }, () => this.#open(), icons.split());
  readonly #close = button({ class: 'icon-button split', 'aria-label': 'Close the second terminal', title: 'Close' }, () => this.#shut(), icons.close());
  readonly #switches = ['Terminal 1', 'Terminal 2'].map((name, at) => button({ class: 'switch' }, () => this.#show(at), name));
  readonly #bar = el('div', { class: 'switches', role: 'group', 'aria-label': 'Terminals', hidden: true }, ...this.#switches);

  // Fills an element.
  constructor(element: HTMLElement, shell: Shell) {
    this.#element = element;
    this.#shell = shell;
    this.#first = new Terminal(shell, this.#history);
    this.#first.prompt.element.append(this.#split);
    // The buttons to press stay below.
    this.#element.prepend(this.#bar, this.#first.element);
    this.#show(0);
  }

  get all(): Terminal[] {
    return this.#second ? [this.#first, this.#second] : [this.#first];
  }

  focus(): void {
    const shown = this.all.find(({ element }) => element.offsetParent !== null && element.classList.contains('shown'));
    (shown ?? this.#first).prompt.input.focus();
  }

  // A command was started that nobody typed: it is shown where none runs.
  open(job: number, line: string, time: number): void {
    (this.all.find(({ running }) => running === undefined) ?? this.#first).open(job, line, time);
  }

  write(job: number, text: string, error: boolean): void {
    for (const { log } of this.all) log.write(job, text, error);
  }

  close(job: number): void {
    for (const terminal of this.all) terminal.close(job);
  }

  remark(text: string, time: number): void {
    this.#first.log.remark(text, time);
  }

  clear(): void {
    for (const { log } of this.all) log.clear();
  }

  // Which of the two is seen where there is room for one.
  #show(at: number): void {
    this.all.forEach(({ element }, place) => element.classList.toggle('shown', place === at));
    this.#switches.forEach((button, place) => setAll(button, { 'aria-pressed': String(place === at) }));
  }

  #open(): void {
    const second = new Terminal(this.#shell, this.#history);
    second.log.element.setAttribute('aria-label', 'Output of the second terminal');
    second.prompt.input.setAttribute('aria-label', 'Command in the second terminal');
    second.prompt.element.append(this.#close);
    this.#second = second;
    this.#first.element.after(second.element);
    this.#arrange(1);
    second.prompt.input.focus();
  }

  // What runs in it ends with it.
  #shut(): void {
    for (let job = this.#second?.running; job !== undefined; job = this.#second?.running) {
      this.#shell.interrupt(job);
      this.#second?.close(job);
    }
    this.#second?.element.remove();
    this.#second = undefined;
    this.#arrange(0);
    this.#first.prompt.input.focus();
  }

  #arrange(shown: number): void {
    this.#split.hidden = this.#second !== undefined;
    this.#bar.hidden = this.#second === undefined;
    this.#show(shown);
  }
}
