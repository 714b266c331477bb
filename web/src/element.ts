// <ordinal-player>: a live StatefulSet in a page. The page's contract is this element's.
import type { Player, Status, Workload } from '../pkg/ordinal_wasm.js';
import { actionsFor, type Hands } from './actions.ts';
import { suggestions, type Target } from './commands.ts';
import { examples, manifestOf } from './examples.ts';
import * as memory from './memory.ts';
import { loadModel, whyNotLoaded } from './model.ts';
import { problemsOf } from './problems.ts';
import { type Ended, Session } from './session.ts';
import { sheets } from './style.ts';
import { button, el } from './ui/dom.ts';
import { Header } from './ui/header.ts';
import { Help } from './ui/help.ts';
import { icons } from './ui/icons.ts';
import { Manifest } from './ui/manifest.ts';
import { Menu } from './ui/menu.ts';
import { Sentence } from './ui/sentence.ts';
import { Stage } from './ui/stage.ts';
import { Tabs } from './ui/tabs.ts';
import { Terminal } from './ui/terminal.ts';
import { Transport } from './ui/transport.ts';

// The file that the manifest is saved as, in the terminal's folder.
const file = 'manifest.yaml';
// How long after a change the state is kept, in milliseconds.
const keepAfter = 800;

export class OrdinalPlayer extends HTMLElement {
  // Fulfilled when the element can be used, rejected when the model cannot be loaded.
  readonly ready: Promise<void>;

  readonly #session = new Session();
  readonly #hands: Hands = { run: (line) => this.#gesture(line), fault: (words, cause) => this.#fault(words, cause) };
  readonly #sentence = new Sentence();
  readonly #stage = new Stage(() => this.#player, { choose: (...chosen) => this.#choose(...chosen), run: this.#hands.run });
  readonly #transport = new Transport(() => this.#player);
  readonly #terminal = new Terminal({
    run: (line) => this.#typed(line),
    interrupt: (job) => this.#player?.interrupt(job),
    complete: (before) => this.#player?.complete(before) ?? [],
  });
  readonly #manifest = new Manifest({ apply: (text) => void this.apply(text), restart: (text) => void this.#restart(text, '') });
  readonly #header = new Header(examples, { example: (id) => void this.#example(id), theme: () => this.#switchTheme(), help: () => this.#help.open() });
  readonly #menu = new Menu();
  readonly #help = new Help();
  readonly #stageView = el('div', { class: 'stage-view' }, this.#stage.element);
  readonly #try = el('div', { class: 'try', role: 'group', 'aria-label': 'Try' });
  readonly #notice = el('div', { class: 'notice', role: 'alert', hidden: true });
  readonly #tabs: Tabs;
  #status: Status | undefined;
  #chosen = '';
  #keeping: number | undefined;
  #cleanup = new AbortController();
  #become: { ready: () => void; failed: (error: unknown) => void } = { ready: () => {}, failed: () => {} };

  constructor() {
    super();
    this.ready = new Promise((ready, failed) => (this.#become = { ready, failed }));
    // Whoever does not ask need not hear of it: the page says what is the matter.
    this.ready.catch(() => {});
    this.#tabs = new Tabs([
      { id: 'stage', title: 'Stage', icon: icons.stage(), panel: this.#stageView },
      { id: 'terminal', title: 'Terminal', icon: icons.terminal(), panel: this.#terminal.element },
      { id: 'manifest', title: 'Manifest', icon: icons.manifest(), panel: this.#manifest.element },
    ]);
    const panel = el('aside', { class: 'panel surface', 'aria-label': 'Terminal and manifest' }, this.#terminal.element, this.#manifest.element);
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = sheets();
    const main = el('main', {}, this.#sentence.element, this.#stageView, panel, this.#tabs.element, this.#transport.element);
    root.append(el('div', { class: 'app' }, this.#header.element, this.#notice, main, this.#menu.element), this.#help.element);
    this.#listen();
  }

  // The instant shown, in seconds of the simulation.
  get time(): number {
    return this.#status?.time ?? 0;
  }

  set time(time: number) {
    this.seek(time);
  }

  // The furthest instant that was simulated, in seconds.
  get duration(): number {
    return this.#status?.duration ?? 0;
  }

  // How many simulated seconds pass in a second.
  get speed(): number {
    return this.#status?.speed ?? 1;
  }

  set speed(speed: number) {
    this.#player?.set_speed(speed);
  }

  get paused(): boolean {
    return this.#status?.paused ?? true;
  }

  play(): void {
    this.#player?.play();
  }

  pause(): void {
    this.#player?.pause();
  }

  // Goes to the moment before or after, so many times.
  step(by = 1): void {
    this.#player?.step(Math.trunc(by));
  }

  // Goes to an instant, in seconds; one that was not simulated yet is reached as fast as possible.
  seek(time: number): void {
    if (Number.isFinite(time)) this.#player?.seek(Math.max(0, time));
  }

  // The whole run as a scenario's text.
  scenario(): string {
    return this.#player?.scenario() ?? '';
  }

  // Applies a manifest to the cluster as it is.
  apply(yaml: string): Promise<Ended> {
    this.#player?.save(file, yaml);
    this.#manifestIs(yaml);
    return this.#applySaved();
  }

  // Does a command, as if it were typed. Time passes until it has ended, even if it was stopped.
  async run(command: string, stdin?: string): Promise<Ended> {
    await this.ready;
    return this.#type(command, stdin);
  }

  connectedCallback(): void {
    this.#cleanup = new AbortController();
    const { signal } = this.#cleanup;
    this.#follow(matchMedia('(prefers-reduced-motion: reduce)'), (reduced) => this.#player?.set_motion(!reduced), signal);
    this.#follow(matchMedia('(min-width: 900px)'), (wide) => this.#arrange(wide), signal);
    this.ownerDocument.addEventListener('keydown', (event) => this.#key(event), { signal });
    this.#theme(memory.recallTheme());
    this.#start().then(this.#become.ready, (error: unknown) => {
      this.#say(whyNotLoaded(error));
      this.#become.failed(error);
    });
  }

  disconnectedCallback(): void {
    this.#cleanup.abort();
    this.#player?.pause();
  }

  get #player(): Player | undefined {
    return this.#session.player;
  }

  async #start(): Promise<void> {
    if (this.#session.player) return;
    const Player = await loadModel();
    const [stage, staircase] = [this.#stage.element, this.#transport.staircase];
    const player = new Player(stage, staircase, this.#session.tell, (description) => this.#crashed(description));
    this.#session.player = player;
    player.set_motion(!matchMedia('(prefers-reduced-motion: reduce)').matches);
    player.set_speed(2);
    this.#measure();
    const sizes = new ResizeObserver(() => this.#measure());
    for (const element of [stage, staircase]) sizes.observe(element);
    await this.#begin();
    this.#emit('ready');
  }

  // Where one was before a reload, or the first example.
  async #begin(): Promise<void> {
    const before = memory.recall();
    if (!before) return this.#example(examples[0]?.id ?? '');
    this.#manifest.set(before.manifest);
    this.#choice(before.example);
    try {
      this.#player?.load(before.scenario);
      this.#player?.seek(before.time);
    } catch (error) {
      memory.forget();
      this.#say(`What was here before the reload could not be restored: ${text(error)}`);
    }
  }

  // Beside the stage there is room for the terminal; below, they share the place.
  #arrange(wide: boolean): void {
    this.#tabs.show(wide ? 'terminal' : 'stage');
    (wide ? this.#terminal.element : this.#stageView).append(this.#try);
  }

  #measure(): void {
    this.#player?.resize(this.#stage.element.clientWidth, this.#transport.staircase.clientWidth);
  }

  #listen(): void {
    const session = this.#session;
    session.on('time', (status) => this.#showStatus(status));
    session.on('workloads', ({ workloads }) => this.#showWorkload(workloads[0]));
    session.on('decision', (decision) => {
      if (decision.about === '') this.#sentence.rest('Nothing runs here yet.', 'Paste a manifest, choose an example, or type a command.');
      else this.#sentence.show(decision);
      this.#emit('decision', decision);
    });
    session.on('output', ({ job, text, error }) => this.#terminal.write(job, text, error));
    session.on('exit', ({ job }) => {
      this.#terminal.close(job);
      this.#showPrompt();
    });
    session.on('marker', (marker) => this.#emit('marker', marker));
    session.on('notice', ({ text }) => this.#say(text));
    this.#manifest.changed = (problems) => this.#tabs.mark('manifest', problems > 0 ? 'has problems' : '');
    this.#tabs.changed = (id) => (this.dataset['view'] = id);
  }

  #showStatus(status: Status): void {
    const before = this.#status;
    this.#status = status;
    this.#transport.show(status);
    this.#stage.refresh();
    if (before && before.paused !== status.paused) this.#emit(status.paused ? 'pause' : 'play');
    if (before?.time !== status.time) this.#emit('time', { time: status.time });
    this.style.setProperty('--tempo', status.speed >= 8 ? '0' : status.speed >= 4 ? '.5' : '1');
    this.#keep();
  }

  #showWorkload(workload: Workload | undefined): void {
    this.#header.show(workload);
    const chips = suggestions(workload).map(({ label, line }) => button({ class: 'suggestion', title: line }, () => this.#hands.run(line), label));
    const { activeElement } = this.shadowRoot ?? {};
    const at = activeElement ? [...this.#try.querySelectorAll('button')].indexOf(activeElement as HTMLButtonElement) : -1;
    this.#try.replaceChildren(el('span', { class: 'try-label', 'aria-hidden': 'true' }, 'Try'), ...chips);
    // The buttons say other commands now; whoever was at one stays there.
    if (at >= 0) chips[Math.min(at, chips.length - 1)]?.focus();
  }

  // Does a command that somebody typed or made a gesture for, and lets time pass to show what comes of it.
  #gesture(line: string): void {
    void this.#type(line);
    if (changes(line)) this.#player?.play();
  }

  // A line of the terminal: for the shell that runs there, if there is one.
  #typed(line: string): void {
    const shell = this.#terminal.shell;
    if (shell === undefined) return this.#gesture(line);
    const start = (player: Player) => player.type_into(shell.job, line) ?? player.run(line);
    this.#session.run(start, (job) => this.#terminal.open(job, line, this.time));
    this.#showPrompt();
  }

  // A shell that runs has a prompt of its own.
  #showPrompt(): void {
    const job = this.#terminal.running;
    const prompt = job === undefined ? undefined : this.#player?.prompt(job);
    this.#terminal.shell = job === undefined || prompt === undefined ? undefined : { job, prompt };
  }

  // Does a command. One that takes time gets it.
  #type(line: string, stdin?: string): Promise<Ended> {
    try {
      const start = (player: Player) => player.run(line, stdin);
      const { job, ended } = this.#session.run(start, (job) => this.#terminal.open(job, line, this.time));
      this.#showPrompt();
      if (this.#session.isRunning(job)) this.#player?.play();
      return ended;
    } catch (error) {
      this.#terminal.remark(`${line}: ${text(error)}`, this.time);
      return Promise.resolve({ stdout: '', stderr: `${text(error)}\n`, exit: 2 });
    }
  }

  #fault(words: string, cause: (player: Player) => void): void {
    if (!this.#player) return;
    this.#terminal.remark(words, this.time);
    cause(this.#player);
    this.#player.play();
  }

  async #applySaved(): Promise<Ended> {
    const ended = await this.#type(`kubectl apply -f ${file}`);
    const problems = problemsOf(ended.stderr);
    this.#manifest.show(problems);
    if (ended.exit !== 0) {
      this.#tabs.show('manifest');
      this.#emit('error', { message: ended.stderr });
    } else if (!/^(statefulset|deployment)\.apps\//m.test(ended.stdout)) {
      this.#manifest.show([{ message: 'Applied. There is no StatefulSet in it, so the stage has no slots to show for it.' }]);
    }
    return ended;
  }

  async #example(id: string): Promise<void> {
    const manifest = await manifestOf(id);
    await this.#restart(manifest, id);
  }

  // A new run of a manifest, from an empty cluster. The run there was stays if the text cannot be read.
  async #restart(yaml: string, example: string): Promise<void> {
    try {
      this.#player?.load('steps: []');
    } catch (error) {
      this.#manifest.show([{ message: text(error) }]);
      return;
    }
    this.#notice.hidden = true;
    this.#terminal.clear();
    this.#manifest.set(yaml);
    this.#choice(example);
    this.#player?.save(file, yaml);
    this.#player?.play();
    await this.#applySaved();
  }

  #manifestIs(yaml: string): void {
    if (this.#manifest.text.value !== yaml) this.#manifest.set(yaml);
  }

  #choice(example: string): void {
    this.#chosen = example;
    this.#header.choose(example);
  }

  #choose(target: Target, state: string, element: Element): void {
    const { kind, namespace, name } = target;
    this.#player?.select(kind, namespace, name);
    const unselect = () => this.#player?.select('', '', '');
    this.#menu.open(element, name, `${kind}, ${state}`, actionsFor(target, state, this.#hands), unselect);
  }

  // Keys for the whole player. Where one writes, they are letters.
  #key(event: KeyboardEvent): void {
    const [target] = event.composedPath();
    const inside = event.composedPath().includes(this) || target === this.ownerDocument.body;
    if (!inside || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || this.#help.element.open) return;
    if (target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')) return;
    const isButton = target instanceof Element && target.matches('button, a, [role=button]');
    if (event.key === ' ' && !isButton) this.#transport.toggle();
    else if (event.key === ',') this.step(-1);
    else if (event.key === '.') this.step(1);
    else if (event.key === '?') this.#help.open();
    else if (event.key === '/') this.#openTerminal();
    else return;
    event.preventDefault();
  }

  #openTerminal(): void {
    this.#tabs.show('terminal');
    this.#terminal.input.focus();
  }

  #switchTheme(): void {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const now = this.dataset['theme'] ?? (dark ? 'dark' : 'light');
    const next = now === 'dark' ? 'light' : 'dark';
    this.#theme(next);
    memory.rememberTheme(next);
  }

  #theme(theme: memory.Theme): void {
    if (theme === 'auto') delete this.dataset['theme'];
    else this.dataset['theme'] = theme;
    this.#emit('theme', { theme });
  }

  // Keeps the state for a reload, when nothing has changed for a moment.
  #keep(): void {
    this.#keeping ??= window.setTimeout(() => {
      this.#keeping = undefined;
      memory.remember({ manifest: this.#manifest.text.value, example: this.#chosen, scenario: this.scenario(), time: this.time });
    }, keepAfter);
  }

  // The model failed, which it must not: what was done so far is kept, to be reported and begun anew.
  #crashed(description: string): void {
    const kept = memory.recall();
    const report = `${description}\n\n${kept?.scenario ?? ''}`;
    this.#session.player = undefined;
    memory.forget();
    const restart = button({ class: 'primary' }, () => location.reload(), 'Start afresh');
    const copy = button({}, () => void navigator.clipboard.writeText(report), 'Copy a report');
    this.#say('The simulation failed. That is a mistake in Ordinal, not in your manifest, which is still here.', el('pre', {}, description), restart, copy);
    this.#emit('error', { message: description });
  }

  #say(message: string, ...more: Node[]): void {
    const close = button({ class: 'icon-button', 'aria-label': 'Close' }, () => (this.#notice.hidden = true), icons.close());
    this.#notice.replaceChildren(el('p', {}, message), ...more, close);
    this.#notice.hidden = false;
  }

  #emit(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  // Does something now and whenever a media query changes its mind.
  #follow(query: MediaQueryList, use: (matches: boolean) => void, signal: AbortSignal): void {
    use(query.matches);
    query.addEventListener('change', () => use(query.matches), { signal });
  }
}

// Whether a command does something to the cluster.
function changes(line: string): boolean {
  return !/^\s*kubectl\s+(get|describe|explain|api-resources|logs|version|config|events|rollout\s+(status|history))\b/.test(line);
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

if (!customElements.get('ordinal-player')) customElements.define('ordinal-player', OrdinalPlayer);

declare global {
  interface HTMLElementTagNameMap {
    'ordinal-player': OrdinalPlayer;
  }
}
