// <ordinal-player>: a live StatefulSet in a page. The page's contract is this element's.
import type { Player, Status } from '../pkg/ordinal_wasm.js';
import { tellOfCrash } from './crash.ts';
import { examples } from './examples.ts';
import { Keeping } from './keeping.ts';
import { press } from './keys.ts';
import * as memory from './memory.ts';
import { begin, isWhole, whyNotLoaded } from './model.ts';
import { messageOf, Runner } from './runner.ts';
import { type Ended, Session } from './session.ts';
import { sheets } from './style.ts';
import { Views } from './views.ts';

export class OrdinalPlayer extends HTMLElement {
  // Fulfilled when the element can be used, rejected when the model cannot be loaded.
  readonly ready: Promise<void>;

  readonly #session = new Session();
  readonly #views = new Views(() => this.#session.player, {
    run: (line) => this.#whole(() => this.#runner.gesture(line)),
    typed: (line, terminal) => this.#whole(() => this.#runner.typed(line, terminal)),
    fault: (words, cause) => this.#whole(() => this.#runner.fault(words, cause)),
    apply: (text) => void this.apply(text),
    restart: (text) => this.#whole(() => void this.#runner.restart(text)),
    edited: () => this.#keeping.soon(),
    example: (id) => this.#whole(() => void this.#runner.example(id)),
    theme: () => this.#switchTheme(),
  });
  readonly #runner = new Runner(this.#session, this.#views);
  readonly #keeping = new Keeping(() => this.#state());
  #status: Status | undefined;
  #cleanup = new AbortController();
  #become: { ready: () => void; failed: (error: unknown) => void } = { ready: () => {}, failed: () => {} };

  constructor() {
    super();
    this.ready = new Promise((ready, failed) => (this.#become = { ready, failed }));
    // Whoever does not ask need not hear of it: the page says what is the matter.
    this.ready.catch(() => {});
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = sheets();
    root.append(...this.#views.elements);
    this.#views.tabs.changed = (id) => this.#viewIs(id);
    this.#runner.refused = (message) => this.#emit('error', { message });
    this.#listen();
  }

  // The instant shown, in seconds of the simulation.
  get time(): number {
    return this.#session.time;
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
    this.#session.player?.set_speed(speed);
  }

  get paused(): boolean {
    return this.#status?.paused ?? true;
  }

  play(): void {
    this.#session.player?.play();
  }

  pause(): void {
    this.#session.player?.pause();
  }

  // Goes to the moment before or after, so many times.
  step(by = 1): void {
    this.#session.player?.step(Math.trunc(by));
  }

  // Goes to an instant, in seconds; one that was not simulated yet is reached as fast as possible.
  seek(time: number): void {
    if (Number.isFinite(time)) this.#session.player?.seek(Math.max(0, time));
  }

  // The whole run as a scenario's text.
  scenario(): string {
    return this.#session.player?.scenario() ?? '';
  }

  // Applies a manifest to the cluster as it is.
  async apply(yaml: string): Promise<Ended> {
    await this.ready;
    return this.#runner.apply(yaml);
  }

  // Does a command, as if it were typed. Time passes until it has ended, even if it was stopped.
  async run(command: string, stdin?: string): Promise<Ended> {
    await this.ready;
    return this.#runner.run(command, stdin);
  }

  connectedCallback(): void {
    this.#cleanup = new AbortController();
    const { signal } = this.#cleanup;
    this.#follow(matchMedia('(prefers-reduced-motion: reduce)'), (reduced) => this.#session.player?.set_motion(!reduced), signal);
    this.#follow(matchMedia('(min-width: 900px)'), (wide) => this.#views.arrange(wide), signal);
    this.ownerDocument.addEventListener('keydown', (event) => this.#key(event), { signal });
    this.#theme(memory.recallTheme());
    this.#start().then(this.#become.ready, (error: unknown) => {
      this.#views.notice.say(whyNotLoaded(error));
      this.#become.failed(error);
    });
  }

  disconnectedCallback(): void {
    this.#cleanup.abort();
    this.pause();
  }

  async #start(): Promise<void> {
    if (this.#session.player) return;
    const [stage, staircase] = [this.#views.stage.element, this.#views.transport.staircase];
    const sizes = new ResizeObserver(() => this.#measure());
    for (const element of [stage, staircase]) sizes.observe(element);
    await begin(async (make) => {
      stage.replaceChildren();
      staircase.replaceChildren();
      await this.#begin(make(stage, staircase, this.#session.tell, (description) => this.#crashed(description)));
    });
    this.#emit('ready');
  }

  #measure(): void {
    const { stage, transport } = this.#views;
    this.#session.player?.resize(stage.element.clientWidth, transport.staircase.clientWidth);
  }

  // Does what may need more of the model than a first picture does: now, or when it is there.
  #whole(act: () => void): void {
    if (isWhole()) act();
    else this.ready.then(act, () => {});
  }

  // Where one was before a reload, or the first example.
  async #begin(player: Player): Promise<void> {
    this.#session.player = player;
    player.set_motion(!matchMedia('(prefers-reduced-motion: reduce)').matches);
    player.set_speed(2);
    this.#measure();
    const resumed = this.#keeping.resume(
      (before) => {
        this.#views.manifest.set(before.manifest);
        this.#runner.choose(before.example);
        player.load(before.scenario);
        player.seek(before.time);
      },
      (error) => this.#views.notice.say(`What was here before the reload could not be restored: ${messageOf(error)}`),
    );
    if (!resumed) await this.#runner.example(examples[0]?.id ?? '');
  }

  #state(): memory.Remembered {
    const manifest = this.#views.manifest.value;
    return { manifest, example: this.#runner.chosen, scenario: this.scenario(), time: this.time };
  }

  // What the model tells goes to the views, and to whoever listens to the element.
  #listen(): void {
    const [session, views] = [this.#session, this.#views];
    session.on('time', (status) => this.#statusIs(status));
    session.on('workloads', ({ workloads }) => views.showWorkload(workloads[0]));
    session.on('decision', (decision) => {
      views.showDecision(decision);
      this.#emit('decision', decision);
    });
    session.on('output', ({ job, text, error }) => views.terminal.write(job, text, error));
    session.on('exit', ({ job }) => {
      views.terminal.close(job);
      views.showPrompt();
    });
    session.on('marker', (marker) => this.#emit('marker', marker));
    session.on('notice', ({ text }) => views.notice.say(text));
  }

  #statusIs(status: Status): void {
    const before = this.#status;
    this.#status = status;
    this.#views.showStatus(status);
    if (before && before.paused !== status.paused) this.#emit(status.paused ? 'pause' : 'play');
    if (before?.time !== status.time) this.#emit('time', { time: status.time });
    this.style.setProperty('--tempo', status.speed >= 8 ? '0' : status.speed >= 4 ? '.5' : '1');
    this.#keeping.soon();
  }

  #viewIs(id: string): void {
    this.dataset['view'] = id;
    if (id === 'manifest') void this.#views.manifest.open();
  }

  #key(event: KeyboardEvent): void {
    const path = event.composedPath();
    if (path.includes(this) || path[0] === this.ownerDocument.body) press(event, this.#views, this);
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

  #crashed(description: string): void {
    this.#session.player = undefined;
    tellOfCrash(description, this.#views.notice);
    this.#emit('error', { message: description });
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

if (!customElements.get('ordinal-player')) customElements.define('ordinal-player', OrdinalPlayer);

declare global {
  interface HTMLElementTagNameMap {
    'ordinal-player': OrdinalPlayer;
  }
}
