// The card of time: play, pause, step, speed, the clock, and the staircase with its tools as the scrubber.
import type { Player, Status } from '../../pkg/ordinal_wasm.js';
import { clock } from '../time.ts';
import { button, el, setAll, setHidden, setText } from './dom.ts';
import { icons } from './icons.ts';
import type { Scrubbing } from './scrubber.ts';

// What a step goes to.
export type Moment = 'event' | 'decision' | 'command';
const moments: [Moment, string][] = [
  ['event', 'event'],
  ['decision', 'decision'],
  ['command', 'command'],
];

export const speeds = [1, 2, 4, 8];

// For how long something is said, in milliseconds.
const sayFor = 6000;

// How far a key moves the playhead, in seconds.
const keys: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };

// What the transport asks for.
export interface TransportWishes {
  play(): void;
  // Does what may need more than a first picture does: now, or when it is there.
  whole(act: () => void): void;
}

export class Transport {
  readonly staircase = el('div', { class: 'staircase-host' });
  readonly element: HTMLElement;
  readonly #player: () => Player | undefined;
  readonly #wishes: TransportWishes;
  readonly #play = button({ class: 'play' }, () => this.toggle());
  readonly #now = el('b');
  readonly #end = el('span', { class: 'end' });
  // Its own size does not depend on what is in it: that changes with each frame, and nothing around has to be laid out anew.
  readonly #clock = el('div', { class: 'clock', role: 'timer', 'aria-live': 'off' }, el('div', { class: 'digits' }, this.#now, this.#end));
  #digits = 0;
  readonly #state = el('span', { class: 'state-note' });
  readonly #speeds = new Map<number, HTMLButtonElement>();
  #status: Status | undefined;
  // The speed is cycled by one button where there is no room for all.
  readonly #cycle = button({ class: 'cycle' }, () => this.#nextSpeed());
  readonly #sort = el('select', { 'aria-label': 'Step to the next' }, ...moments.map(([value, word]) => el('option', { value }, word)));
  readonly #said = el('span', { class: 'said', role: 'status' });
  #saying: number | undefined;
  readonly #cancel = button({ class: 'cancel', hidden: true }, () => this.#player()?.pause(), 'Cancel');

  // Besides its own, the card has what is given: the branches and the tools.
  constructor(player: () => Player | undefined, wishes: TransportWishes, { branches, tools }: { branches: HTMLElement; tools: HTMLElement }) {
    this.#player = player;
    this.#wishes = wishes;
    const line = el('div', { class: 'line' }, branches);
    this.element = el('section', { class: 'time surface', part: 'time', 'aria-label': 'Time' }, this.#bar(tools), this.staircase, line);
    this.staircase.addEventListener('keydown', (event) => this.#key(event));
  }

  // What lets a staircase be dragged along has to know, given the instants at its places.
  scrubbing(timeAt: Scrubbing['timeAt']): Scrubbing {
    return {
      player: this.#player,
      timeAt,
      duration: () => this.#status?.duration ?? 0,
      playing: () => this.#status?.paused === false,
      // Let go at the end, it plays on as before; in the past it stays, to be looked at.
      dropped: (wasPlaying) => wasPlaying && this.#status && !this.#status.past && this.#player()?.play(),
    };
  }

  // Says something once, for eyes and ears.
  say(words: string): void {
    this.#said.textContent = words;
    window.clearTimeout(this.#saying);
    this.#saying = window.setTimeout(() => (this.#said.textContent = ''), sayFor);
  }

  // Goes to the next moment of the sort that is chosen, or of another; back where negative.
  step(by: number, sort: Moment = this.#sort.value as Moment): void {
    this.#wishes.whole(() => this.#player()?.step(by, sort));
  }

  // Whether the run is on its way to an instant; if so, it stops there where it is.
  cancel(): boolean {
    if (this.#status?.target == null) return false;
    this.#player()?.pause();
    return true;
  }

  show(status: Status): void {
    const before = this.#status;
    this.#status = status;
    this.#showTime(clock(status.time), ` / ${clock(status.duration)}`);
    setText(this.#state, note(status));
    setHidden(this.#cancel, status.target === null);
    const [passes, passed] = [status, before].map((each) => each && !each.paused && !each.resting);
    if (passes !== passed) this.#showPlaying(passes === true);
    if (before?.speed !== status.speed) this.#showSpeed(status.speed);
  }

  #showTime(now: string, end: string): void {
    setText(this.#now, now);
    setText(this.#end, end);
    const digits = now.length + end.length;
    if (digits === this.#digits) return;
    this.#digits = digits;
    this.#clock.style.width = `${digits}ch`;
  }

  toggle(): void {
    if (this.#status?.paused === false && !this.#status.resting) this.#player()?.pause();
    else this.#wishes.play();
  }

  #bar(tools: HTMLElement): HTMLElement {
    const back = button({ class: 'icon-button', 'aria-label': 'Step back', title: 'Step back ( , )' }, () => this.step(-1), icons.back());
    const forward = button({ class: 'icon-button', 'aria-label': 'Step forward', title: 'Step forward ( . )' }, () => this.step(1), icons.forward());
    const sort = el('span', { class: 'picker sort' }, this.#sort, icons.chevron());
    const transport = el('div', { class: 'buttons' }, back, this.#play, forward, sort);
    const when = el('div', { class: 'when' }, this.#clock, el('span', { class: 'state-line' }, this.#state, this.#cancel, this.#said));
    return el('div', { class: 'time-bar' }, transport, when, this.#speedGroup(), this.#cycle, tools);
  }

  #speedGroup(): HTMLElement {
    const group = el('div', { class: 'speeds', role: 'group', 'aria-label': 'Speed' });
    for (const speed of speeds) {
      const choice = button({ 'aria-pressed': 'false', 'aria-label': `Speed ${speed}` }, () => this.#player()?.set_speed(speed), `${speed}×`);
      this.#speeds.set(speed, choice);
      group.append(choice);
    }
    return group;
  }

  #showPlaying(playing: boolean): void {
    this.#play.replaceChildren(playing ? icons.pause() : icons.play());
    this.#play.classList.toggle('rests', !playing);
    setAll(this.#play, { 'aria-label': playing ? 'Pause' : 'Play', title: `${playing ? 'Pause' : 'Play'} (space)` });
  }

  #showSpeed(speed: number): void {
    for (const [each, choice] of this.#speeds) setAll(choice, { 'aria-pressed': String(each === speed) });
    setText(this.#cycle, `${speed}×`);
    setAll(this.#cycle, { 'aria-label': `Speed ${speed}, change` });
  }

  #nextSpeed(): void {
    const at = speeds.indexOf(this.#status?.speed ?? 1);
    this.#player()?.set_speed(speeds[(at + 1) % speeds.length] ?? 1);
  }

  #key(event: KeyboardEvent): void {
    const { time, duration } = this.#status ?? { time: 0, duration: 0 };
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? duration : time + (keys[event.key] ?? NaN);
    if (Number.isNaN(to) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.#player()?.pause();
    this.#player()?.seek(Math.min(duration, Math.max(0, to)));
  }
}

// Where the run stands, if there is more to say than its time.
export function note(status: Status): string {
  if (status.target !== null) return `simulating… ${Math.floor(100 * (status.progress ?? 0))} %`;
  if (status.resting) return 'at rest until you do something';
  return status.past ? 'in the past: what you do now begins a branch' : '';
}
