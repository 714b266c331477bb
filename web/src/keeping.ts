// Keeping the state for a reload, and going on from what was kept.
import * as memory from './memory.ts';
import { isStop, isWhole } from './model.ts';

// How long after a change the state is kept, in milliseconds.
const keepAfter = 800;

export class Keeping {
  readonly #state: () => memory.Remembered;
  #waiting: number | undefined;

  constructor(state: () => memory.Remembered) {
    this.#state = state;
  }

  // Keeps the state, when nothing has changed for a moment.
  soon(): void {
    this.#waiting ??= window.setTimeout(() => {
      this.#waiting = undefined;
      // Telling the run needs the whole model; what has happened before it came happens again.
      if (isWhole()) memory.remember(this.#state());
    }, keepAfter);
  }

  // Goes on from what was kept, if something was and it can be used.
  resume(use: (state: memory.Remembered) => void, failed: (error: unknown) => void): boolean {
    const before = memory.recall();
    if (!before) return false;
    try {
      use(before);
    } catch (error) {
      if (isStop(error)) throw error;
      memory.forget();
      failed(error);
    }
    return true;
  }
}
