// A staircase under the pointer: dragged along it the playhead moves, dragged along the ruler the view does; the wheel
// with Ctrl and two fingers zoom.
import type { Player } from '../../pkg/ordinal_wasm.js';

// How high the ruler below the lanes is.
const ruler = 30;
// How much a notch of the wheel zooms.
const notch = 1.0015;

// What a scrubber is told and asks for.
export interface Scrubbing {
  // The player, once there is one.
  player(): Player | undefined;
  // The instant at a place of this staircase.
  timeAt(player: Player, x: number): number;
  // How far one can go.
  duration(): number;
  playing(): boolean;
  // It was let go of; whether time passed before.
  dropped(wasPlaying: boolean): void;
}

export class Scrubber {
  readonly #host: HTMLElement;
  readonly #for: Scrubbing;
  // Where each pointer on it is.
  readonly #pointers = new Map<number, { x: number; y: number }>();
  #mode: 'none' | 'scrub' | 'pan' | 'pinch' = 'none';
  #wasPlaying = false;

  constructor(host: HTMLElement, scrubbing: Scrubbing) {
    this.#host = host;
    this.#for = scrubbing;
    host.addEventListener('pointerdown', (event) => this.#grab(event));
    host.addEventListener('pointermove', (event) => this.#move(event));
    for (const end of ['pointerup', 'pointercancel'] as const) host.addEventListener(end, (event) => this.#drop(event));
    host.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
  }

  #grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.#host.setPointerCapture(event.pointerId);
    if (this.#mode === 'none') this.#wasPlaying = this.#for.playing();
    this.#mode = this.#pointers.size > 1 ? 'pinch' : this.#startsPan(event) ? 'pan' : 'scrub';
    this.#host.classList.toggle('scrubbing', this.#mode === 'scrub');
    this.#host.classList.toggle('panning', this.#mode === 'pan');
    if (this.#mode === 'scrub') this.#seek(event);
  }

  // The ruler moves the view where only a part is seen; the playhead's own sign is still the playhead's.
  #startsPan(event: PointerEvent): boolean {
    const box = this.#svg()?.getBoundingClientRect();
    const onPlayhead = event.target instanceof Element && event.target.closest('[data-handle]') !== null;
    return !onPlayhead && this.#for.player()?.is_zoomed() === true && box !== undefined && event.clientY > box.bottom - ruler;
  }

  #move(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const others = [...this.#pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const [other] = others;
    if (this.#mode === 'scrub') this.#seek(event);
    else if (this.#mode === 'pan') this.#for.player()?.pan(before.x - event.clientX);
    else if (this.#mode === 'pinch' && other) this.#pinch(before.x, event.clientX, other.x);
  }

  // One finger moves while the other stays: what is between them grows or shrinks about the other.
  #pinch(from: number, to: number, other: number): void {
    const [before, after] = [Math.abs(from - other), Math.abs(to - other)];
    if (before > 12 && after > 12) this.#for.player()?.zoom(after / before, this.#x(other));
  }

  #seek(event: PointerEvent): void {
    const player = this.#for.player();
    if (!player || !this.#svg()) return;
    player.pause();
    player.seek(Math.min(this.#for.timeAt(player, this.#x(event.clientX)), this.#for.duration()));
  }

  #drop(event: PointerEvent): void {
    if (!this.#pointers.delete(event.pointerId) || this.#pointers.size > 0) return;
    const scrubbed = this.#mode === 'scrub';
    this.#mode = 'none';
    this.#host.classList.remove('scrubbing', 'panning');
    if (scrubbed) this.#for.dropped(this.#wasPlaying);
  }

  // The wheel alone is the page's; sideways it moves the view.
  #wheel(event: WheelEvent): void {
    const player = this.#for.player();
    if (!player) return;
    if (event.ctrlKey || event.metaKey) player.zoom(notch ** -event.deltaY, this.#x(event.clientX));
    else if (player.is_zoomed() && Math.abs(event.deltaX) > Math.abs(event.deltaY)) player.pan(event.deltaX);
    else return;
    event.preventDefault();
  }

  #x(clientX: number): number {
    return clientX - (this.#svg()?.getBoundingClientRect().left ?? 0);
  }

  #svg(): Element | null {
    return this.#host.firstElementChild;
  }
}
