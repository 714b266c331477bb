// The course of a run: where it begins, its named moments on the way, where it ends, and what is to happen there.
import type { Moment, Moments, Status } from '../pkg/ordinal_wasm.js';
import { type Options, secondOf } from './options.ts';
import type { Session, Tell } from './session.ts';

// What is told of a run's course.
export interface CourseEvents {
  marker(moment: Moment, index: number): void;
  ended(): void;
  moments(moments: Moments): void;
}

export class Course {
  moments: Moment[] = [];
  // Where the scenario ends, if it is known to its end.
  #end: number | undefined;
  // Where playing begins, while something else is shown instead.
  #start: number | undefined;
  // A moment to stop at.
  #until: number | undefined;
  #before: Status | undefined;
  readonly #session: Session;
  readonly #options: () => Options;
  readonly #events: CourseEvents;

  constructor(session: Session, options: () => Options, events: CourseEvents) {
    this.#session = session;
    this.#options = options;
    this.#events = events;
    session.on('time', (status) => this.#pass(status));
    session.on('moments', (all) => {
      this.moments = all.moments;
      events.moments(all);
    });
  }

  // Where it is shown first, as far as that is known before the run is: a moment in seconds.
  get early(): number {
    const { at, poster } = this.#options();
    return secondOf(poster === '' ? at : poster, 0, []) ?? 0;
  }

  // The second that words mean; undefined where they mean none.
  secondOf(words: string | number): number | undefined {
    return secondOf(words, this.#end ?? this.#before?.duration ?? 0, this.moments);
  }

  // Plays a scenario to its end unseen, and goes back to where it is to start. Resolves to what its first command that
  // failed wrote, and to words of the attributes that mean no moment of it.
  async rehearse(): Promise<{ refused: string | null; unknown: string[] }> {
    const { player } = this.#session;
    if (!player) return { refused: null, unknown: [] };
    const { duration, refused } = await this.#rehearsed(() => player.rehearse());
    this.#end = duration;
    await this.#mark();
    const { at, poster } = this.#options();
    const [start, shown] = [at, poster].map((words) => (words === '' ? undefined : this.secondOf(words)));
    this.#start = shown === undefined ? undefined : (start ?? 0);
    player.seek(shown ?? start ?? 0);
    const unknown = [start === undefined ? at : '', shown === undefined ? poster : ''].filter((words) => words !== '');
    return { refused, unknown };
  }

  // Nothing is known of the run's end: somebody does what he likes with it.
  forget(): void {
    this.#end = undefined;
    this.#start = undefined;
    this.#until = undefined;
  }

  // Plays: from where it is to begin, if that is not what is shown; from the start again, if it is at its end.
  play(): void {
    const { player } = this.#session;
    const { at } = this.#options();
    if (this.#start !== undefined) player?.seek(this.#start);
    else if (this.#isAtEnd()) player?.seek(this.secondOf(at) ?? 0);
    this.#start = undefined;
    player?.play();
  }

  // Plays on to the next named moment; if it is on the way there already, goes there at once.
  next(still: boolean): void {
    const next = this.moments.find(({ time }) => time > this.#session.time + 0.0005);
    if (!next) return;
    this.#start = undefined;
    if (still || this.#until === next.time) return this.goTo(next.time);
    this.#session.player?.play();
    this.#until = next.time;
  }

  // Goes back to the named moment before the one that is shown, or to the start.
  back(): void {
    const passed = this.moments.filter(({ time }) => time <= this.#session.time + 0.0005);
    this.goTo(passed.at(-2)?.time ?? 0);
  }

  // Goes to an instant; it plays on from there if it plays.
  show(time: number): void {
    this.#until = undefined;
    this.#start = undefined;
    this.#session.player?.seek(time);
  }

  // Goes to an instant and stays there.
  goTo(time: number): void {
    this.#session.player?.pause();
    this.show(time);
  }

  #isAtEnd(): boolean {
    return this.#end !== undefined && this.#end > 0 && Math.abs(this.#session.time - this.#end) < 0.0005;
  }

  async #mark(): Promise<void> {
    const { player } = this.#session;
    const marked = this.#options().markers.map((marker) => ({ ...marker, time: this.secondOf(marker.at) ?? 0 }));
    if (!player || marked.length === 0) return;
    player.mark(Float64Array.from(marked, ({ time }) => time), marked.map(({ name }) => name), marked.map(({ text }) => text));
    await this.#rehearsed(() => player.rehearse());
  }

  #rehearsed(start: () => void): Promise<Tell<'rehearsed'>> {
    return new Promise((resolve) => {
      this.#session.once('rehearsed', resolve);
      start();
    });
  }

  #pass(status: Status): void {
    const before = this.#before;
    this.#before = status;
    if (status.paused) this.#until = undefined;
    if (!before || status.paused || status.time <= before.time) return;
    // More than a few frames at once is a jump, not a way on which one passes something.
    const jumped = status.time - before.time > status.speed * 2 && this.#options().idleLimit === undefined;
    if (jumped) return;
    const passed = this.moments.findIndex(({ time }) => before.time < time && time <= status.time);
    const moment = this.moments[passed];
    if (moment) this.#reach(moment, passed);
    if (this.#end !== undefined && before.time < this.#end && status.time >= this.#end && status.duration >= this.#end) this.#finish(this.#end);
  }

  #reach(moment: Moment, index: number): void {
    if (this.#options().pauseOnMarkers || this.#until === moment.time) this.goTo(moment.time);
    this.#events.marker(moment, index);
  }

  // What was simulated beyond the end meanwhile is not shown.
  #finish(end: number): void {
    const { loop, at } = this.#options();
    if (!loop) this.#session.player?.pause();
    this.#session.player?.seek(loop ? (this.secondOf(at) ?? 0) : end);
    this.#events.ended();
  }
}
