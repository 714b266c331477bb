// Keeping a page's state: in its address, as a link that can be sent, and in the tab's memory for a reload.
import * as memory from './memory.ts';

// How long after a change the state is kept, in milliseconds: when it is calm, and while time passes. Browsers allow an
// address only so many changes a minute.
const delays = { calm: 800, passing: 4000 };

export class Keeping {
  // The link in the address; empty while there is none, since the run is too long for one.
  link = '';
  readonly #state: () => Omit<memory.Remembered, 'link'> | undefined;
  #waiting: number | undefined;
  #isSoon = false;
  #isOver = false;

  // The state is undefined as long as it cannot be told: what has happened until then happens again.
  constructor(state: () => Omit<memory.Remembered, 'link'> | undefined, signal: AbortSignal) {
    this.#state = state;
    window.addEventListener('pagehide', () => this.#remember(), { signal });
    signal.addEventListener('abort', () => clearTimeout(this.#waiting));
  }

  // Keeps the state soon; sooner where nothing goes on.
  soon(calm: boolean): void {
    if (this.#isOver) return;
    if (this.#waiting !== undefined && (!calm || this.#isSoon)) return;
    clearTimeout(this.#waiting);
    this.#isSoon = calm;
    this.#waiting = window.setTimeout(() => void this.#keep(), calm ? delays.calm : delays.passing);
  }

  // Keeps nothing any more: what is there now is not worth it.
  end(): void {
    this.#isOver = true;
    clearTimeout(this.#waiting);
  }

  // The state that this tab had here before a reload.
  recall(): memory.Remembered | undefined {
    const before = memory.recall();
    return before?.link === location.hash.slice(1) ? before : undefined;
  }

  // Writes the address again, where somebody wrote another into it that is of no use.
  restore(): void {
    address(this.link);
  }

  async #keep(): Promise<void> {
    this.#waiting = undefined;
    const state = this.#state();
    if (!state) return;
    const { linkOf, longest } = await import('./link.ts');
    const link = await linkOf(state);
    this.link = link.length <= longest ? link : '';
    address(this.link);
    this.#remember();
  }

  #remember(): void {
    const state = this.#isOver ? undefined : this.#state();
    if (state) memory.remember({ ...state, link: this.link });
  }
}

function address(fragment: string): void {
  try {
    history.replaceState(history.state, '', fragment === '' ? location.pathname + location.search : `#${fragment}`);
  } catch {
    // A frame without an address of its own, or too many changes: then the address stays as it is.
  }
}

