// Everything the element shows, and where it is: the views, put together once, and how they follow the model. What a first
// picture does not need comes after it (panels.ts).
import type { BranchList, Decision, Player, Status, Workload } from '../pkg/ordinal_wasm.js';
import type { Target } from './commands.ts';
import { groups } from './examples.ts';
import type { KeyWishes } from './keys.ts';
import { canPlan, isWhole, loadWhole } from './model.ts';
import type { Options } from './options.ts';
import { paced } from './pace.ts';
import type { Panels, PanelWishes, Places } from './panels.ts';
import { button, el, setAll, setHidden } from './ui/dom.ts';
import { Header } from './ui/header.ts';
import { icons } from './ui/icons.ts';
import { Notice } from './ui/notice.ts';
import { Sentence } from './ui/sentence.ts';
import { Steps } from './ui/steps.ts';
import { Tabs } from './ui/tabs.ts';
import { Tools } from './ui/tools.ts';
import { Transport } from './ui/transport.ts';

// What the views ask of the element.
export interface Wishes extends PanelWishes {
  example(id: string): void;
  theme(): void;
  share(): void;
  play(): void;
  back(): void;
  next(): void;
  undo(): void;
  redo(): void;
  // Does what may need more than a first picture does: now, or when it is there.
  whole(act: () => void): void;
}

// How wide the element must be for the terminal beside the stage, in CSS pixels; style/layout.css has the same.
const wideFrom = 900;

export class Views {
  readonly sentence = new Sentence();
  readonly stage = el('div', { class: 'stage-host' });
  readonly transport: Transport;
  readonly tools: Tools;
  readonly header: Header;
  readonly steps: Steps;
  readonly notice = new Notice();
  readonly tabs: Tabs;
  // What goes into the shadow root.
  readonly element: HTMLElement;
  readonly #player: () => Player | undefined;
  readonly #wishes: Wishes;
  readonly #places: Omit<Places, 'stage' | 'staircase'> = {
    terminal: el('div', { class: 'terminals' }),
    manifest: el('div', { class: 'manifest' }),
    inspect: el('div', { class: 'inspector' }),
    suggestions: el('div', { class: 'try', role: 'group', 'aria-label': 'Try' }),
    branches: el('div', { class: 'branches', role: 'group', 'aria-label': 'Branches', hidden: true }),
  };
  readonly #stageSide: HTMLElement;
  readonly #stages: HTMLElement;
  readonly #stageView: HTMLElement;
  // Shown where there are no controls, until it is played for the first time.
  readonly #start: HTMLButtonElement;
  // The player, once everything can be asked of it.
  readonly #whole = () => this.#playerThat(isWhole);
  #loading: Promise<void> | undefined;
  #panels: Panels | undefined;
  // What waits for them.
  #waiting: ((panels: Panels) => void)[] = [];
  #isWide: boolean | undefined;

  constructor(player: () => Player | undefined, wishes: Wishes) {
    this.#player = player;
    this.#wishes = wishes;
    this.tools = new Tools(this.#whole, { undo: wishes.undo, redo: wishes.redo, moments: () => this.openMoments() });
    this.transport = new Transport(player, wishes, { branches: this.#places.branches, tools: this.tools.element });
    this.header = new Header(groups, { ...wishes, help: () => this.openHelp() });
    this.steps = new Steps(wishes);
    this.#start = button({ class: 'start', 'aria-label': 'Play', part: 'start' }, wishes.play, icons.play());
    this.#stageSide = el('div', { class: 'stage-side' }, this.stage);
    this.#stages = el('div', { class: 'stages' }, this.#stageSide);
    this.#stageView = el('div', { class: 'stage-view', part: 'stage' }, this.#stages);
    this.tabs = new Tabs([
      { id: 'stage', title: 'Stage', icon: icons.stage(), panel: this.#stageView },
      { id: 'terminal', title: 'Terminal', icon: icons.terminal(), panel: this.#places.terminal },
      { id: 'manifest', title: 'Manifest', icon: icons.manifest(), panel: this.#places.manifest },
      { id: 'inspect', title: 'Inspector', icon: icons.inspect(), panel: this.#places.inspect },
    ]);
    this.element = this.#assembled();
  }

  // Brings what comes after the first picture, once. Where it does not come, the next call tries again.
  complete(): Promise<void> {
    const failed = (error: unknown) => {
      this.#loading = undefined;
      throw error;
    };
    return (this.#loading ??= import('./panels.ts').then((code) => this.#add(code), failed));
  }

  // What comes after the first picture, for whoever has waited for it.
  get panels(): Panels {
    if (!this.#panels) throw new Error('the element is not ready');
    return this.#panels;
  }

  // Does something with it: now, or when it is there.
  later(act: (panels: Panels) => void): void {
    if (this.#panels) act(this.#panels);
    else this.#waiting.push(act);
  }

  // The text of the manifest.
  get manifest(): string {
    return this.#panels?.manifest.value ?? '';
  }

  // Shows what the options ask for.
  configure(options: Options): void {
    const { controls, terminal, page, src } = options;
    this.element.dataset['controls'] = controls;
    this.element.dataset['height'] = options.height === '' ? 'auto' : 'set';
    this.element.style.setProperty('--height', options.height);
    setAll(this.element, { 'data-page': page, 'data-terminal': terminal });
    this.header.offer({ examples: src === '', theme: page });
    this.#isWide = undefined;
    this.measure();
  }

  // Beside the stage there is room for the terminal; below, they share the place.
  measure(): void {
    const width = this.element.clientWidth;
    if (width === 0) return;
    const wide = width >= wideFrom && this.hasTerminal;
    if (wide === this.#isWide) return;
    this.#isWide = wide;
    this.tabs.show(wide ? 'terminal' : 'stage');
    (wide ? this.#places.terminal : this.#stageView).append(this.#places.suggestions);
  }

  get hasTerminal(): boolean {
    return this.element.dataset['terminal'] !== undefined;
  }

  // Shows the manifest with its problems, or, where there is no place for it, what they are.
  reveal(problems: string): void {
    if (this.hasTerminal) this.tabs.show('manifest');
    else this.notice.say(problems);
  }

  // Shows pictures in the place of others.
  show(stage: HTMLElement, staircase: HTMLElement): void {
    const focus = this.#panels?.stage.keepFocus();
    this.stage.replaceChildren(stage);
    this.transport.staircase.replaceChildren(staircase);
    focus?.();
  }

  showStatus(status: Status): void {
    this.transport.show(status);
    this.steps.show(status.time);
    this.tools.refresh();
    if (!status.paused) setHidden(this.#start, true);
    this.#panels?.stage.refresh();
    this.#panels?.inspect.follow();
  }

  readonly showWorkload = paced((workload: Workload | undefined): boolean => {
    this.header.show(workload);
    this.later(({ suggestions }) => suggestions.show(workload));
    return workload !== undefined;
  });

  showBranches(list: BranchList): void {
    this.tools.follow(list);
    this.later((panels) => panels.showBranches(list));
  }

  // Keys for the whole player.
  press(event: KeyboardEvent, wishes: KeyWishes): void {
    this.#panels?.press(event, this, wishes);
  }

  // Whether something lies over the whole page.
  get isCovered(): boolean {
    return this.#panels !== undefined && (this.#panels.help.element.open || this.#panels.moments.element.open);
  }

  readonly showDecision = paced((decision: Decision): boolean => {
    const decided = decision.about !== '';
    if (decided) this.sentence.show(decision);
    else if (decision.sentence !== '') this.sentence.rest(decision.sentence, 'Its controller looks at it next.');
    else this.sentence.rest('Nothing runs here yet.', this.hasTerminal ? 'Paste a manifest, choose an example, or type a command.' : 'Press play.');
    return decided;
  });

  openHelp(): void {
    this.later(({ help }) => help.open());
  }

  openMoments(): void {
    this.later(({ moments }) => moments.open());
  }

  openTerminal(): void {
    if (!this.hasTerminal) return;
    this.tabs.show('terminal');
    this.later(({ terminal }) => terminal.focus());
  }

  // The commands that were typed or made by gestures, as the terminal shows them.
  get commands(): string[] {
    return [...this.#places.terminal.querySelectorAll('.command, .remark > span')].map((line) => line.textContent ?? '');
  }

  // The picture stays as it is; nothing of it can be used any more.
  freeze(instead: HTMLElement): void {
    for (const part of this.element.querySelectorAll('main, .head')) part.setAttribute('inert', '');
    this.element.querySelector('main')?.before(instead);
  }

  // Opens the inspector; with an object, at that.
  openInspector(target?: Target): void {
    if (!this.hasTerminal) return;
    if (target) this.later(({ inspect }) => void inspect.open(target));
    this.tabs.show('inspect');
    if (target) this.tabs.focus();
  }

  #add({ Panels }: typeof import('./panels.ts')): void {
    const around = {
      player: this.#player,
      whole: this.#whole,
      planner: () => this.#playerThat(canPlan),
      loadWhole,
      whenWhole: this.#wishes.whole,
      hasTerminal: () => this.hasTerminal,
      openInspector: (target: Target) => this.openInspector(target),
      openManifest: () => this.tabs.show('manifest'),
      openTerminal: () => this.openTerminal(),
      mark: (target: Target | undefined) => this.#player()?.select(target?.kind ?? '', target?.namespace ?? '', target?.name ?? ''),
      scrubbing: this.transport.scrubbing.bind(this.transport),
    };
    const places = { ...this.#places, stage: this.stage, staircase: this.transport.staircase };
    const panels = new Panels(places, around, this.#wishes);
    this.#place(panels);
    this.#panels = panels;
    panels.stage.refresh();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const act of waiting) act(panels);
  }

  #playerThat(can: (player: Player) => boolean): Player | undefined {
    const player = this.#player();
    return player && can(player) ? player : undefined;
  }

  // Puts what has no place yet where it belongs.
  #place({ comparison, menu, help, moments, manifest }: Panels): void {
    this.#stageSide.prepend(comparison.head);
    this.#stages.append(comparison.side);
    this.#stageView.prepend(comparison.words);
    this.transport.staircase.after(comparison.chart);
    this.element.append(menu.element);
    this.element.after(help.element, moments.element);
    manifest.changed = (problems) => this.tabs.mark('manifest', problems > 0 ? 'has problems' : '');
  }

  #assembled(): HTMLElement {
    const { terminal, manifest, inspect } = this.#places;
    const panel = el('aside', { class: 'panel surface', part: 'panel', 'aria-label': 'Terminal, manifest and inspector' }, terminal, manifest, inspect);
    const main = el('main', {}, this.steps.element, this.sentence.element, this.#stageView, this.tabs.element, panel, this.transport.element, this.#start);
    return el('div', { class: 'app', part: 'player' }, this.header.element, this.notice.element, main);
  }
}
