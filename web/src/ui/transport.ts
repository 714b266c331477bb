// The card of time: play, pause, step, speed, the clock, and the staircase as the scrubber.
import type { Player, Status } from '../../pkg/ordinal_wasm.js';
import { clock } from '../time.ts';
import { button, el, setAll, setText } from './dom.ts';
import { icons } from './icons.ts';
import { legend } from './legend.ts';

export const speeds = [1, 2, 4, 8];

// How far a key moves the playhead, in seconds.
const keys: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };

export class Transport {
  readonly staircase = el('div', { class: 'staircase-host' });
  readonly element: HTMLElement;
  readonly #player: () => Player | undefined;
  readonly #start: () => void;
  readonly #play = button({ class: 'play' }, () => this.toggle());
  readonly #now = el('b');
  readonly #end = el('span', { class: 'end' });
  readonly #state = el('span', { class: 'state-note' });
  readonly #speeds = new Map<number, HTMLButtonElement>();
  #status: Status | undefined;
  // The speed is cycled by one button where there is no room for all.
  readonly #cycle = button({ class: 'cycle' }, () => this.#nextSpeed());
  #dragging = false;
  #wasPlaying = false;

  constructor(player: () => Player | undefined, play: () => void) {
    this.#player = player;
    this.#start = play;
    this.element = el('section', { class: 'time surface', part: 'time', 'aria-label': 'Time' }, this.#bar(), this.staircase);
    this.staircase.addEventListener('pointerdown', (event) => this.#grab(event));
    this.staircase.addEventListener('pointermove', (event) => this.#drag(event));
    for (const end of ['pointerup', 'pointercancel'] as const) this.staircase.addEventListener(end, () => this.#drop());
    this.staircase.addEventListener('keydown', (event) => this.#key(event));
  }

  show(status: Status): void {
    const before = this.#status;
    this.#status = status;
    setText(this.#now, clock(status.time));
    setText(this.#end, ` / ${clock(status.duration)}`);
    setText(this.#state, note(status));
    const [passes, passed] = [status, before].map((each) => each && !each.paused && !each.resting);
    if (passes !== passed) this.#showPlaying(passes === true);
    if (before?.speed !== status.speed) this.#showSpeed(status.speed);
  }

  toggle(): void {
    if (this.#status?.paused === false && !this.#status.resting) this.#player()?.pause();
    else this.#start();
  }

  #bar(): HTMLElement {
    const back = button({ class: 'icon-button', 'aria-label': 'Step back', title: 'Step back ( , )' }, () => this.#player()?.step(-1), icons.back());
    const forward = button({ class: 'icon-button', 'aria-label': 'Step forward', title: 'Step forward ( . )' }, () => this.#player()?.step(1), icons.forward());
    const time = el('div', { class: 'clock', role: 'timer', 'aria-live': 'off' }, this.#now, this.#end);
    const transport = el('div', { class: 'buttons' }, back, this.#play, forward);
    const when = el('div', { class: 'when' }, time, this.#state);
    return el('div', { class: 'time-bar' }, transport, when, this.#speedGroup(), this.#cycle, legend());
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

  #grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#dragging = true;
    this.#wasPlaying = this.#status?.paused === false;
    this.#player()?.pause();
    this.staircase.setPointerCapture(event.pointerId);
    this.staircase.classList.add('scrubbing');
    this.#drag(event);
  }

  #drag(event: PointerEvent): void {
    const player = this.#player();
    const svg = this.staircase.firstElementChild;
    if (!this.#dragging || !player || !svg) return;
    const time = player.time_at(event.clientX - svg.getBoundingClientRect().left);
    player.seek(Math.min(time, this.#status?.duration ?? 0));
  }

  #drop(): void {
    if (!this.#dragging) return;
    this.#dragging = false;
    this.staircase.classList.remove('scrubbing');
    // Let go at the end, it plays on as before; in the past it stays, to be looked at.
    if (this.#wasPlaying && this.#status && !this.#status.past) this.#player()?.play();
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
  if (status.target !== null) return `on the way to ${clock(status.target)}`;
  if (status.resting) return 'at rest until you do something';
  return status.past ? 'in the past: what you do now replaces what came after' : '';
}
