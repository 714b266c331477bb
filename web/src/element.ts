// <ordinal-player>: a live StatefulSet in a page. The page's contract is this element's.
import type { Status } from '../pkg/ordinal_wasm.js';
import { Beginning, type State } from './beginning.ts';
import { files } from './code.ts';
import { Course } from './course.ts';
import type { Keeping } from './keeping.ts';
import { loadWhole } from './model.ts';
import type { Attribute } from './options.ts';
import { Reflecting } from './reflecting.ts';
import { Runner } from './runner.ts';
import { type Ended, Session } from './session.ts';
import { sheets } from './style.ts';
import { recallTheme, rememberTheme, type Theme } from './theme.ts';
import { el } from './ui/dom.ts';
import { Views } from './views.ts';
import { watch } from './visibility.ts';

export { create, type CreateOptions } from './create.ts';

export class OrdinalPlayer extends Reflecting {
  // Fulfilled when the element can be used, rejected when the model cannot be loaded.
  readonly ready: Promise<void>;

  readonly #session = new Session();
  readonly #views = new Views(() => this.#session.player, {
    run: (line) => this.#whole(() => this.#runner.gesture(line)),
    typed: (line, terminal) => this.#whole(() => this.#runner.typed(line, terminal)),
    fault: (words, cause) => this.#whole(() => this.#runner.fault(words, cause)),
    apply: (text) => this.#whole(() => void this.#runner.apply(text)),
    restart: (text) => this.#whole(() => void this.#runner.restart(text)),
    edited: () => this.#keeping?.soon(true),
    example: (id) => this.#whole(() => void this.#beginning.example(id)),
    theme: () => this.#switchTheme(),
    share: () => void this.#share(),
    play: () => this.play(),
    back: () => this.#course.back(),
    next: () => this.#course.next(this.#isStill),
    undo: () => this.#whole(() => this.#runner.undo()),
    redo: () => this.#whole(() => this.#runner.redo()),
    whole: (act) => this.#whole(act),
  });
  readonly #runner = new Runner(this.#session, this.#views);
  readonly #course = new Course(this.#session, () => this.options, {
    marker: ({ time, name, text }, index) => this.#emit('marker', { time, label: name, text, index }),
    ended: () => this.#emit('ended', { time: this.time }),
    moments: ({ title, about, moments }) => this.#views.steps.set(moments, title, about),
  });
  readonly #beginning = new Beginning({
    element: this,
    session: this.#session,
    views: this.#views,
    runner: this.#runner,
    course: this.#course,
    options: () => this.options,
    keeping: () => this.#keeping,
    prepared: () => this.#prepared,
    isStill: () => this.#isStill,
    made: () => this.#reveal(),
    crashed: (description) => this.#crashed(description),
    begun: (mayStart) => this.#begun(mayStart),
    refused: (message) => this.#emit('error', { message }),
  });
  // What is shown of the page around until there is something to see.
  readonly #fallback = el('slot');
  #keeping: Keeping | undefined;
  #prepared = Promise.resolve();
  // Whether everything can be asked of it, not just what leads to a first picture.
  #isComplete = false;
  #status: Status | undefined;
  #cleanup = new AbortController();
  #become: { ready: () => void; failed: (error: unknown) => void } = { ready: () => {}, failed: () => {} };
  // Whether enough of it was in view, and it is to play by itself when it is ready for that.
  #hasCrashed = false;
  #wasSeen = false;
  #mayStart = false;
  // Whether it plays on when it is seen again.
  #waits = false;

  constructor() {
    super();
    this.ready = new Promise((ready, failed) => (this.#become = { ready, failed }));
    // Whoever does not ask need not hear of it: the page says what is the matter.
    this.ready.catch(() => {});
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = sheets();
    root.append(this.#fallback, this.#views.element);
    this.#views.tabs.changed = (id) => this.#viewIs(id);
    this.#runner.refused = (message) => this.#emit('error', { message });
    this.#runner.began = this.#runner.acted = () => this.#course.forget();
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
    return this.#status?.speed ?? this.options.speed;
  }

  set speed(speed: number) {
    this.setAttribute('speed', String(speed));
    this.#session.player?.set_speed(speed);
  }

  get paused(): boolean {
    return this.#status?.paused ?? true;
  }

  play(): void {
    this.#mayStart = false;
    this.#course.play();
  }

  pause(): void {
    this.#mayStart = false;
    this.#session.player?.pause();
  }

  // Goes to the moment before or after, so many times.
  step(by = 1): void {
    this.#session.player?.step(Math.trunc(by));
  }

  // Goes to a moment: seconds, `40%`, or a named one. What was not simulated yet is reached as fast as possible.
  seek(moment: number | string): void {
    const time = this.#course.secondOf(moment);
    if (time === undefined) console.warn(`<ordinal-player>: there is no moment ${JSON.stringify(moment)} to go to`);
    else this.#course.show(time);
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
    await (await import('./describing.ts')).describing(command, loadWhole);
    return this.#runner.run(command, stdin);
  }

  connectedCallback(): void {
    this.#cleanup = new AbortController();
    const { signal } = this.#cleanup;
    this.readOptions(() => false);
    this.#configure();
    this.#prepared = this.#prepare(signal);
    const still = matchMedia('(prefers-reduced-motion: reduce)');
    still.addEventListener('change', () => this.#session.player?.set_motion(!still.matches), { signal });
    this.ownerDocument.addEventListener('keydown', (event) => this.#key(event), { signal });
    if (this.options.page) window.addEventListener('hashchange', ({ newURL }) => void this.#beginning.link(new URL(newURL).hash), { signal });
    const sizes = new ResizeObserver(() => this.#measure());
    for (const element of [this, this.#views.stage, this.#views.transport.staircase]) sizes.observe(element);
    signal.addEventListener('abort', () => sizes.disconnect());
    watch(this, { first: () => this.#seen(), left: () => this.#left(), back: () => this.#back() }, signal);
    this.#start().then(this.#become.ready, (error: unknown) => void this.#failed(error));
  }

  // An element that is only moved is in the page again before anything else happens.
  disconnectedCallback(): void {
    this.#cleanup.abort();
    queueMicrotask(() => {
      if (!this.isConnected) this.#dispose();
    });
  }

  // Moved with `moveBefore`, it stays as it is.
  connectedMoveCallback(): void {}

  protected optionChanged(name: Attribute): void {
    if (!this.isConnected) return;
    this.#configure();
    const { player } = this.#session;
    if (name === 'speed') player?.set_speed(this.options.speed);
    if (name === 'idle-limit') player?.set_idle_limit(this.options.idleLimit);
    if (name === 'at' && player && this.options.at !== '') this.seek(this.options.at);
    if ((name === 'src' || name === 'markers') && player) void this.#beginning.again();
  }

  // The state as it is kept, and as a link has it.
  private state(): State {
    return { manifest: this.#views.manifest, example: this.#runner.chosen, scenario: this.scenario(), time: this.time };
  }

  get #isStill(): boolean {
    return matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  #configure(): void {
    this.#views.configure(this.options);
    this.#theme(this.options.page ? recallTheme() : 'auto');
  }

  // Only a page's state is kept.
  async #prepare(signal: AbortSignal): Promise<void> {
    this.#keeping = undefined;
    if (!this.options.page) return;
    const { Keeping } = await import('./keeping.ts');
    if (!signal.aborted) this.#keeping = new Keeping(() => (this.#isComplete ? this.state() : undefined), signal);
  }

  async #start(): Promise<void> {
    if (this.#session.player) return;
    const hasFallback = [...this.children].some((child) => !(child instanceof HTMLScriptElement));
    this.toggleAttribute('data-loading', true);
    this.#fallback.hidden = !hasFallback;
    await this.#beginning.start();
    this.#isComplete = true;
    this.#emit('ready');
  }

  #reveal(): void {
    this.#hasCrashed = false;
    this.#fallback.hidden = true;
    this.removeAttribute('data-loading');
    this.#measure();
  }

  // Does what may need more than a first picture does: now, or when it is there.
  #whole(act: () => void): void {
    if (this.#isComplete) return act();
    this.#views.transport.say('That waits for the rest of the model, which is on its way.');
    this.ready.then(act, () => {});
  }

  async #failed(error: unknown): Promise<void> {
    const { diagnose } = await import('./diagnosis.ts');
    const { what, remedy, detail } = await diagnose(error, files);
    this.#views.notice.say(what, el('p', {}, remedy), el('pre', {}, detail));
    this.removeAttribute('data-loading');
    this.#emit('error', { message: `${what} ${remedy}` });
    this.#become.failed(new Error(`${what} ${remedy}`, { cause: error }));
  }

  #dispose(): void {
    this.#beginning.stop();
    const { player } = this.#session;
    if (!player) return;
    if (this.#isComplete) this.#beginning.keep(this.state());
    this.#session.player = undefined;
    player.free();
  }

  #measure(): void {
    this.#views.measure();
    this.#session.player?.resize(this.#views.stage.clientWidth, this.#views.transport.staircase.clientWidth);
  }

  #begun(mayStart: boolean): void {
    this.#mayStart = mayStart;
    this.#startBySight();
  }

  #seen(): void {
    this.#wasSeen = true;
    this.#startBySight();
  }

  // Plays by itself, where that is wanted: once it is ready and in view.
  #startBySight(): void {
    const { autoplay } = this.options;
    if (!this.#wasSeen || !this.#mayStart) return;
    this.#mayStart = false;
    if (autoplay === 'always' || (autoplay === 'visible' && !this.#isStill)) this.play();
  }

  #left(): void {
    this.#waits = !this.paused;
    this.#session.player?.pause();
  }

  #back(): void {
    if (this.#waits) this.#session.player?.play();
    this.#waits = false;
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
    session.on('typed', ({ job, line, time }) => views.later(({ terminal }) => terminal.open(job, line, time)));
    session.on('output', ({ job, text, error }) => {
      views.later((panels) => {
        panels.terminal.write(job, text, error);
        // A command that ran may have become a shell, as kubectl run -it does.
        panels.showPrompt();
      });
    });
    session.on('exit', ({ job }) => views.later((panels) => panels.ended(job)));
    session.on('branches', (list) => views.showBranches(list));
    session.on('comparison', (told) => views.later(({ comparison }) => comparison.tell(told)));
    session.on('marker', (marker) => this.#emit('marker', marker));
    session.on('notice', ({ text }) => views.notice.say(text));
  }

  #statusIs(status: Status): void {
    const before = this.#status;
    this.#status = status;
    this.#views.showStatus(status);
    if (before && before.paused !== status.paused) this.#emit(status.paused ? 'pause' : 'play', { time: status.time });
    if (before?.time !== status.time) this.#emit('time', { time: status.time });
    // Everything drawn inherits it: each time it is set, all of that is styled anew.
    if (before?.speed !== status.speed) this.style.setProperty('--tempo', status.speed >= 8 ? '0' : status.speed >= 4 ? '.5' : '1');
    this.#keeping?.soon(status.paused || status.resting);
  }

  #viewIs(id: string): void {
    this.dataset['view'] = id;
    if (id === 'manifest') this.#views.later(({ manifest }) => void manifest.open());
    if (id === 'inspect') this.#views.later(({ inspect }) => void inspect.open());
  }

  // An element among others has the keys only while it has the focus.
  #key(event: KeyboardEvent): void {
    const path = event.composedPath();
    if (path.includes(this) || (this.options.page && path[0] === this.ownerDocument.body)) this.#views.press(event, this.#runner);
  }

  async #share(): Promise<void> {
    await this.ready;
    const { Share } = await import('./ui/share.ts');
    const { scenario, time } = this.state();
    await Share.in(this.shadowRoot as ShadowRoot).open({ scenario, time, options: this.options });
  }

  #switchTheme(): void {
    // The page around may have a scheme of its own, which the element follows.
    const { colorScheme } = getComputedStyle(this);
    const either = !/^(only )?(light|dark)( only)?$/.test(colorScheme);
    const dark = either ? matchMedia('(prefers-color-scheme: dark)').matches : colorScheme.includes('dark');
    const next = dark ? 'light' : 'dark';
    rememberTheme(next);
    this.#theme(next);
  }

  // A theme that somebody chose for the page goes before that of the attribute.
  #theme(chosen: Theme): void {
    const theme = chosen === 'auto' ? this.options.theme : chosen;
    if ((this.dataset['theme'] ?? 'auto') === theme) return;
    if (theme === 'auto') delete this.dataset['theme'];
    else this.dataset['theme'] = theme;
    this.#emit('theme', { theme });
  }

  // What a broken model fails at after the first failure is told by that one.
  #crashed(description: string): void {
    if (this.#hasCrashed) return;
    this.#hasCrashed = true;
    this.#keeping?.end();
    this.#session.player = undefined;
    this.#views.later(({ crash }) => crash.tell(description, this.#views, this.#session.time));
    this.#emit('error', { message: description });
  }

  #emit(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

if (!customElements.get('ordinal-player')) customElements.define('ordinal-player', OrdinalPlayer);

declare global {
  interface HTMLElementTagNameMap {
    'ordinal-player': OrdinalPlayer;
  }
}
