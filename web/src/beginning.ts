// How a run begins: its first picture, and, when the whole model is there, how long it is and what is wrong with it.
import type { Player } from '../pkg/ordinal_wasm.js';
import type { Course } from './course.ts';
import { isGuided, textOf } from './examples.ts';
import type { Keeping } from './keeping.ts';
import type * as memory from './memory.ts';
import { begin, type Begin, isStop } from './model.ts';
import { linked, type Opened, type Opening, openingOf } from './opening.ts';
import type { Options } from './options.ts';
import { manifestFile, messageOf, type Runner } from './runner.ts';
import type { Session } from './session.ts';
import { el } from './ui/dom.ts';
import type { Views } from './views.ts';

// A run as it is kept, and as a link has it.
export type State = Omit<memory.Remembered, 'link'>;

// The parts of the element that take part in a beginning.
export interface Parts {
  element: HTMLElement;
  session: Session;
  views: Views;
  runner: Runner;
  course: Course;
  options(): Options;
  // Where the page's state is kept; none for an element among others.
  keeping(): Keeping | undefined;
  // Done when that is known.
  prepared(): Promise<void>;
  // Whether things are not to move.
  isStill(): boolean;
  // There is a player, which a picture follows.
  made(): void;
  crashed(description: string): void;
  // The run is where it begins, and may play by itself or not.
  begun(mayStart: boolean): void;
  refused(message: string): void;
}

export class Beginning {
  readonly #parts: Parts;
  #search = new AbortController();
  // What the last search has found, once it has.
  #found: Opened | undefined;
  // The run, while the element is in no page and has no player.
  #kept: State | undefined;
  // Shows the pictures of the run that has begun, where others are shown still.
  #show = () => {};

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  // Makes a player and shows where it begins; then all there is to know of that.
  async start(): Promise<void> {
    const found = await this.#firstPicture();
    if (found) await this.#unfold(found);
    this.#show();
  }

  // Begins with what the element says now.
  async again(): Promise<void> {
    const { player } = this.#parts.session;
    const found = player && (await this.#load(player));
    if (found) await this.#unfold(found);
  }

  // What is looked for is no longer wanted.
  stop(): void {
    this.#search.abort();
  }

  // Keeps a run until there is a player again.
  keep(state: State): void {
    this.#kept = state;
  }

  // A manifest to start from is applied to an empty cluster; a guided scenario plays to its first step.
  async example(id: string): Promise<void> {
    const { runner, course, isStill } = this.#parts;
    const text = await textOf(id);
    if (!isGuided(id)) return runner.restart(text, id);
    await this.#with({ kind: 'text', text, example: id });
    course.next(isStill());
  }

  // A link was opened in this very page.
  async link(fragment: string): Promise<void> {
    const keeping = this.#parts.keeping();
    if (!this.#parts.session.player || fragment.slice(1) === keeping?.link) return;
    try {
      const state = await linked(fragment);
      if (keeping) keeping.link = fragment.slice(1);
      if (state) await this.#with({ kind: 'kept', state });
    } catch (error) {
      this.#complain(messageOf(error));
      keeping?.restore();
    }
  }

  // This is done twice: see model.ts.
  async #firstPicture(): Promise<Opened | undefined> {
    const { element, session, views, course, made, crashed, options, isStill } = this.#parts;
    let found: Opened | undefined;
    const run: Begin = async (make, isShown) => {
      if (!element.isConnected) return;
      const before = isShown ? session.status : undefined;
      const player = make(...this.#places(isShown), session.tell, crashed);
      session.player = player;
      const { speed, idleLimit } = options();
      player.set_motion(!isStill());
      player.set_speed(before?.speed ?? speed);
      if (idleLimit !== undefined) player.set_idle_limit(idleLimit);
      made();
      found = isShown && this.#found ? this.#read(player, this.#found, isShown) : await this.#load(player);
      if (before?.paused === false) player.play();
    };
    await begin(course.early > 0, run, () => views.complete());
    return found;
  }

  // Where pictures go, the stage and the staircase: seen at once, or in the place of those that are shown when the run has come as far.
  #places(isShown: boolean): [HTMLElement, HTMLElement] {
    const places: [HTMLElement, HTMLElement] = [el('div'), el('div')];
    this.#show = () => {
      this.#parts.views.show(...places);
      this.#show = () => {};
    };
    if (!isShown) this.#show();
    return places;
  }

  // Begins with what there is to begin with; none if that is no longer wanted.
  async #load(player: Player): Promise<Opened | undefined> {
    this.#search.abort();
    const { signal } = (this.#search = new AbortController());
    const { element, options, keeping, session } = this.#parts;
    const kept = this.#kept;
    this.#found = undefined;
    await this.#parts.prepared();
    const found: Opened = kept ? { opening: { kind: 'kept', state: kept }, complaint: undefined } : await openingOf(element, options(), keeping(), signal);
    if (signal.aborted || player !== session.player) return undefined;
    this.#found = found;
    return this.#read(player, found);
  }

  // Gives the model what it begins with; the run there was stays if that cannot be read. `isShown` says whether its manifest
  // is to be seen already, and may have been changed.
  #read(player: Player, { opening, complaint }: Opened, isShown = false): Opened {
    if (!opening) return { opening, complaint };
    try {
      player.load(opening.kind === 'text' ? opening.text : opening.state.scenario);
    } catch (error) {
      if (isStop(error)) throw error;
      return { opening: undefined, complaint: `This is no manifest and no scenario: ${messageOf(error)}` };
    }
    if (!isShown) this.#offer(opening, player);
    player.seek(opening.kind === 'text' ? this.#parts.course.early : opening.state.time);
    return { opening, complaint };
  }

  // Shows what the run begins with as a text.
  #offer(opening: Opening, player: Player): void {
    const { runner, views } = this.#parts;
    const kept: Partial<memory.Remembered> = opening.kind === 'kept' ? opening.state : { example: opening.example };
    const text = kept.manifest ?? player.manifest();
    views.later(({ manifest }) => manifest.set(text));
    runner.choose(kept.example ?? '');
  }

  async #with(opening: Opening): Promise<void> {
    const { player } = this.#parts.session;
    if (player) await this.#unfold(this.#read(player, { opening, complaint: undefined }));
  }

  // With the whole model: how long the run is, where its moments are, and what is wrong with it.
  async #unfold({ opening, complaint }: Opened): Promise<void> {
    this.#kept = undefined;
    if (opening) await this.#begin(opening);
    if (complaint !== undefined) this.#complain(complaint);
    else if (this.#parts.keeping()) this.#parts.views.later(({ crash }) => crash.offer(this.#parts.views));
  }

  async #begin(opening: Opening): Promise<void> {
    const { session, views, course, begun } = this.#parts;
    const { player } = session;
    if (!player) return;
    views.notice.hide();
    views.later(({ terminal }) => terminal.clear());
    const { refused, unknown } = await course.rehearse();
    for (const words of unknown) console.warn(`<ordinal-player>: there is no moment ${JSON.stringify(words)} in this scenario; it starts at its beginning`);
    if (opening.kind === 'kept') player.seek(opening.state.time);
    else if (refused !== null && isManifest(player.scenario())) this.#refuse(refused);
    views.later(({ manifest }) => manifest.recheck());
    this.#show();
    begun(opening.kind === 'text');
  }

  #refuse(message: string): void {
    const { session, views, refused } = this.#parts;
    views.later(({ manifest }) => manifest.show(session.player?.plan(manifest.value, true)?.problems ?? []));
    views.reveal(message);
    refused(message);
  }

  #complain(message: string): void {
    this.#parts.views.notice.say(message);
    this.#parts.refused(message);
  }
}

// Whether a scenario is nothing but a manifest that is applied.
function isManifest(scenario: string): boolean {
  const { files = {}, steps } = JSON.parse(scenario) as { files?: Record<string, string>; steps: unknown[] };
  return files[manifestFile] !== undefined && steps.length === 1;
}
