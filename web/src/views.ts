// Everything the element shows, and where it is: the views, put together once, and how they follow the model.
import type { BranchList, Decision, Player, Status, Workload } from '../pkg/ordinal_wasm.js';
import { actionsFor, type Hands } from './actions.ts';
import type { Target } from './commands.ts';
import { groups } from './examples.ts';
import { isWhole } from './model.ts';
import type { Options } from './options.ts';
import { Branches } from './ui/branches.ts';
import { Comparison } from './ui/comparison.ts';
import { button, el, setAll } from './ui/dom.ts';
import { Header } from './ui/header.ts';
import { Help } from './ui/help.ts';
import { icons } from './ui/icons.ts';
import { Inspect } from './ui/inspect.ts';
import { Manifest } from './ui/manifest.ts';
import { type Action, Menu } from './ui/menu.ts';
import { Moments } from './ui/moments.ts';
import { Notice } from './ui/notice.ts';
import { Sentence } from './ui/sentence.ts';
import { Stage } from './ui/stage.ts';
import { Steps } from './ui/steps.ts';
import { Suggestions } from './ui/suggestions.ts';
import { Tabs } from './ui/tabs.ts';
import type { Terminal } from './ui/terminal.ts';
import { Terminals } from './ui/terminals.ts';
import { Tools } from './ui/tools.ts';
import { Transport } from './ui/transport.ts';

// What the views ask of the element.
export interface Wishes extends Hands {
  // A line that was typed, for whatever reads it.
  typed(line: string, terminal: Terminal): void;
  // A text that a command handed out to be edited.
  giveBack(job: number, text: string): void;
  apply(text: string): void;
  restart(text: string): void;
  // The manifest was changed by whoever types.
  edited(): void;
  example(id: string): void;
  theme(): void;
  share(): void;
  play(): void;
  back(): void;
  next(): void;
  undo(): void;
  redo(): void;
}

// How wide the element must be for the terminal beside the stage, in CSS pixels; style/layout.css has the same.
const wideFrom = 900;

export class Views {
  readonly sentence = new Sentence();
  readonly stage: Stage;
  readonly transport: Transport;
  readonly terminal: Terminals;
  readonly tools: Tools;
  readonly branches: Branches;
  readonly comparison: Comparison;
  readonly moments: Moments;
  readonly manifest: Manifest;
  readonly inspect: Inspect;
  readonly header: Header;
  readonly suggestions: Suggestions;
  readonly steps: Steps;
  readonly menu = new Menu();
  readonly help = new Help();
  readonly notice = new Notice();
  readonly tabs: Tabs;
  // What goes into the shadow root.
  readonly elements: HTMLElement[];
  readonly #player: () => Player | undefined;
  readonly #wishes: Wishes;
  readonly #stageView: HTMLElement;
  readonly #app: HTMLElement;
  // Shown where there are no controls, until it is played for the first time.
  readonly #start: HTMLButtonElement;
  #isWide: boolean | undefined;

  constructor(player: () => Player | undefined, wishes: Wishes) {
    this.#player = player;
    this.#wishes = wishes;
    const whole = () => (isWhole() ? player() : undefined);
    this.stage = new Stage(player, { choose: (...chosen) => this.#choose(...chosen), run: wishes.run });
    this.comparison = new Comparison(player);
    this.moments = new Moments(whole);
    this.tools = new Tools(whole, { undo: wishes.undo, redo: wishes.redo, moments: () => this.moments.open() });
    this.branches = new Branches(player, {
      menu: (origin, title, about, actions) => this.menu.open(origin, title, about, actions, () => {}),
      compare: (branch) => (branch ? this.comparison.start(branch) : this.comparison.stop()),
    });
    this.transport = new Transport(player, wishes.play, { branches: this.branches.element, tools: this.tools.element, chart: this.comparison.chart });
    this.transport.scrub(this.comparison.staircase, (player, x) => player.time_at_compared(x));
    this.terminal = new Terminals({
      run: wishes.typed,
      interrupt: (job) => player()?.interrupt(job),
      complete: (before) => whole()?.complete(before) ?? [],
      lacks: (command) => whole()?.lacks(command),
      edited: (job) => whole()?.edited_text(job),
      giveBack: wishes.giveBack,
      name: (word, line) => void this.#nameClicked(word, line),
    });
    this.manifest = new Manifest({
      plan: (text, afresh) => whole()?.plan(text, afresh),
      fields: (...at) => whole()?.fields_at(...at) ?? [],
      kinds: () => whole()?.kinds() ?? [],
      apply: wishes.apply,
      restart: wishes.restart,
      changed: wishes.edited,
    });
    this.inspect = new Inspect({ ...wishes, player: whole, looks: (target) => this.#mark(target) });
    this.header = new Header(groups, { ...wishes, help: () => this.help.open() });
    this.suggestions = new Suggestions(wishes.run);
    this.steps = new Steps(wishes);
    this.#start = button({ class: 'start', 'aria-label': 'Play', part: 'start' }, wishes.play, icons.play());
    const one = el('div', { class: 'stage-side' }, this.comparison.head, this.stage.element);
    const stages = el('div', { class: 'stages' }, one, this.comparison.side);
    this.#stageView = el('div', { class: 'stage-view', part: 'stage' }, this.comparison.words, stages);
    this.tabs = new Tabs([
      { id: 'stage', title: 'Stage', icon: icons.stage(), panel: this.#stageView },
      { id: 'terminal', title: 'Terminal', icon: icons.terminal(), panel: this.terminal.element },
      { id: 'manifest', title: 'Manifest', icon: icons.manifest(), panel: this.manifest.element },
      { id: 'inspect', title: 'Inspector', icon: icons.inspect(), panel: this.inspect.element },
    ]);
    this.manifest.changed = (problems) => this.tabs.mark('manifest', problems > 0 ? 'has problems' : '');
    this.#app = this.#assembled();
    this.elements = [this.#app, this.help.element, this.moments.element];
  }

  // Shows what the options ask for.
  configure(options: Options): void {
    const { controls, terminal, page, src } = options;
    this.#app.dataset['controls'] = controls;
    this.#app.dataset['height'] = options.height === '' ? 'auto' : 'set';
    this.#app.style.setProperty('--height', options.height);
    setAll(this.#app, { 'data-page': page, 'data-terminal': terminal });
    this.header.offer({ examples: src === '', theme: page });
    this.#isWide = undefined;
    this.measure();
  }

  // Beside the stage there is room for the terminal; below, they share the place.
  measure(): void {
    const width = this.#app.clientWidth;
    if (width === 0) return;
    const wide = width >= wideFrom && this.hasTerminal;
    if (wide === this.#isWide) return;
    this.#isWide = wide;
    this.tabs.show(wide ? 'terminal' : 'stage');
    (wide ? this.terminal.element : this.#stageView).append(this.suggestions.element);
  }

  get hasTerminal(): boolean {
    return this.#app.dataset['terminal'] !== undefined;
  }

  // Shows the manifest with its problems, or, where there is no place for it, what they are.
  reveal(problems: string): void {
    if (this.hasTerminal) this.tabs.show('manifest');
    else this.notice.say(problems);
  }

  showStatus(status: Status): void {
    this.transport.show(status);
    this.steps.show(status.time);
    this.tools.refresh();
    this.stage.refresh();
    if (!status.paused) this.#start.hidden = true;
    this.inspect.follow();
  }

  showWorkload(workload: Workload | undefined): void {
    this.header.show(workload);
    this.suggestions.show(workload);
  }

  showBranches(list: BranchList): void {
    this.branches.show(list.branches);
    this.comparison.follow(list.branches);
    this.tools.follow(list);
  }

  // Whether something lies over the whole page.
  get isCovered(): boolean {
    return this.help.element.open || this.moments.element.open;
  }

  showDecision(decision: Decision): void {
    if (decision.about === '') this.sentence.rest('Nothing runs here yet.', 'Paste a manifest, choose an example, or type a command.');
    else this.sentence.show(decision);
  }

  // A shell that runs has a prompt of its own.
  showPrompt(): void {
    for (const terminal of this.terminal.all) {
      const job = terminal.running;
      const prompt = job === undefined ? undefined : this.#player()?.prompt(job);
      terminal.shell = job === undefined || prompt === undefined ? undefined : { job, prompt };
    }
  }

  openTerminal(): void {
    if (!this.hasTerminal) return;
    this.tabs.show('terminal');
    this.terminal.focus();
  }

  // The commands that were typed or made by gestures, as the terminal shows them.
  get commands(): string[] {
    return [...this.terminal.element.querySelectorAll('.command, .remark > span')].map((line) => line.textContent ?? '');
  }

  // The picture stays as it is; nothing of it can be used any more.
  freeze(instead: HTMLElement): void {
    for (const element of this.elements) {
      for (const part of element.querySelectorAll('main, .head')) part.setAttribute('inert', '');
      element.querySelector('main')?.before(instead);
    }
  }

  // Opens the inspector; with an object, at that.
  openInspector(target?: Target): void {
    if (!this.hasTerminal) return;
    if (target) void this.inspect.open(target);
    this.tabs.show('inspect');
    if (target) this.tabs.focus();
  }

  #assembled(): HTMLElement {
    const views = [this.terminal.element, this.manifest.element, this.inspect.element];
    const panel = el('aside', { class: 'panel surface', part: 'panel', 'aria-label': 'Terminal, manifest and inspector' }, ...views);
    const main = el('main', {}, this.steps.element, this.sentence.element, this.#stageView, panel, this.tabs.element, this.transport.element, this.#start);
    return el('div', { class: 'app', part: 'player' }, this.header.element, this.notice.element, main, this.menu.element);
  }

  #choose(target: Target, state: string, element: Element): void {
    this.#mark(target);
    // The inspector, where it is open, looks at what is chosen.
    if (this.inspect.isShown) void this.inspect.open(target);
    const look: Action = { title: 'Inspect', hint: 'YAML, Events, why it waits', act: () => this.openInspector(target) };
    const actions = [...(this.hasTerminal ? [look] : []), ...actionsFor(target, state, this.#wishes).filter(({ looks }) => !looks)];
    this.menu.open(element, target.name, `${target.kind}, ${state}`, actions, () => this.#mark(this.inspect.target));
  }

  // Somebody clicked on a word in what a command printed: if it is the name of an object, that is looked at.
  async #nameClicked(word: string, line: string): Promise<void> {
    const { named } = await import('./ui/named.ts');
    const target = isWhole() ? named(this.#player()?.objects() ?? [], word, line) : undefined;
    if (target) this.openInspector(target);
  }

  // Marks an object on the stage, or none.
  #mark(target: Target | undefined): void {
    this.#player()?.select(target?.kind ?? '', target?.namespace ?? '', target?.name ?? '');
  }
}
