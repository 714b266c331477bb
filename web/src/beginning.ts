// How a run begins: its first picture, and, when the whole model is there, how long it is and what is wrong with it.
import type { Player } from '../pkg/ordinal_wasm.js';
import type { Course } from './course.ts';
import { isGuided, textOf } from './examples.ts';
import type { Keeping } from './keeping.ts';
import type * as memory from './memory.ts';
import { begin, isStop, type Make } from './model.ts';
import { linked, type Opened, type Opening, openingOf } from './opening.ts';
import type { Options } from './options.ts';
import { manifestFile, messageOf, type Runner } from './runner.ts';
import type { Session } from './session.ts';
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
  // The run, while the element is in no page and has no player.
  #kept: State | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  // Makes a player and shows where it begins; then all there is to know of that.
  async start(): Promise<void> {
    const found = await this.#firstPicture();
    if (found) await this.#unfold(found);
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

  // This may be done twice: see model.ts.
  async #firstPicture(): Promise<Opened | undefined> {
    const { element, session, views, course, made, crashed, options, isStill } = this.#parts;
    let found: Opened | undefined;
    const run = async (make: Make) => {
      if (!element.isConnected) return;
      const [stage, staircase] = [views.stage, views.transport.staircase];
      for (const place of [stage, staircase]) place.replaceChildren();
      const player = make(stage, staircase, session.tell, crashed);
      session.player = player;
      const { speed, idleLimit } = options();
      player.set_motion(!isStill());
      player.set_speed(speed);
      if (idleLimit !== undefined) player.set_idle_limit(idleLimit);
      made();
      found = await this.#load(player);
    };
    await begin(course.early > 0, run, () => views.complete());
    return found;
  }

  // Begins with what there is to begin with; none if that is no longer wanted.
  async #load(player: Player): Promise<Opened | undefined> {
    this.#search.abort();
    const { signal } = (this.#search = new AbortController());
    const { element, options, keeping, session } = this.#parts;
    const kept = this.#kept;
    const found: Opened = kept ? { opening: { kind: 'kept', state: kept }, complaint: undefined } : await openingOf(element, options(), keeping(), signal);
    return signal.aborted || player !== session.player ? undefined : this.#read(player, found);
  }

  // Gives the model what it begins with; the run there was stays if that cannot be read.
  #read(player: Player, { opening, complaint }: Opened): Opened {
    if (!opening) return { opening, complaint };
    try {
      player.load(opening.kind === 'text' ? opening.text : opening.state.scenario);
    } catch (error) {
      if (isStop(error)) throw error;
      return { opening: undefined, complaint: `This is no manifest and no scenario: ${messageOf(error)}` };
    }
    player.seek(opening.kind === 'text' ? this.#parts.course.early : opening.state.time);
    return { opening, complaint };
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
    const { session, views, runner, course, begun } = this.#parts;
    const { player } = session;
    if (!player) return;
    views.notice.hide();
    const kept: Partial<memory.Remembered> = opening.kind === 'kept' ? opening.state : { example: opening.example };
    const scenario = JSON.parse(player.scenario()) as ScenarioData;
    const text = kept.manifest ?? manifestIn(scenario);
    views.later(({ terminal, manifest }) => {
      terminal.clear();
      manifest.set(text);
    });
    runner.choose(kept.example ?? '');
    const { refused, unknown } = await course.rehearse();
    for (const words of unknown) console.warn(`<ordinal-player>: there is no moment ${JSON.stringify(words)} in this scenario; it starts at its beginning`);
    if (opening.kind === 'kept') player.seek(opening.state.time);
    else if (refused !== null && isManifest(scenario)) this.#refuse(refused);
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

interface ScenarioData {
  files?: Record<string, string>;
  steps: unknown[];
}

// The manifest of a scenario: the file that the page saves it as, or the first there is.
function manifestIn({ files = {} }: ScenarioData): string {
  return files[manifestFile] ?? Object.values(files)[0] ?? '';
}

// Whether a scenario is nothing but a manifest that is applied.
function isManifest({ files = {}, steps }: ScenarioData): boolean {
  return files[manifestFile] !== undefined && steps.length === 1;
}
