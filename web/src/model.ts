// The model, loaded once for all elements of a page: first a part that is enough for a first picture; then the whole, another
// build, with which the run begins again and is shown when it has come as far (crates/xtask/src/split.rs).
import './violations.ts';
import init, { Player } from '../pkg/ordinal_wasm.js';
import * as code from './code.ts';
import type { Model, Part } from './fetched.ts';

// Makes a player, as its constructor does.
export type Make = (...given: ConstructorParameters<typeof Player>) => Player;

// Begins a run. `isShown` says whether that was done before, with a part of the model, and is to be seen.
export type Begin = (make: Make, isShown: boolean) => Promise<void>;

let whole: Model | undefined;
let part: Part = 'beginning';
// Whoever is first decides which part it is.
const loadFirst = once(async (isLater: boolean) => {
  part = isLater ? 'later' : wanted();
  await init({ module_or_path: await code.first(part) });
});
// The whole model.
export const loadWhole = once(async () => {
  whole = await code.whole();
  return whole;
});

// Whether everything can be asked of a player, not just what leads to a first picture.
export function isWhole(player: Player): boolean {
  return !partial.has(player);
}

// Whether a player can tell what applying a manifest to an empty cluster would do.
export function canPlan(player: Player): boolean {
  return part === 'page' || isWhole(player);
}

// Begins a run as soon as the model is enough for its first picture, and again with the whole; done when that is there.
// Each time `run` makes a player and draws from nothing. `isLater` says whether another moment than the beginning of the run
// is shown first; `rest` brings what else there is to come with the whole.
export async function begin(isLater: boolean, run: Begin, rest: () => Promise<void>): Promise<void> {
  let isShown = false;
  if (!whole) {
    await loadFirst(isLater);
    const attempt = new Attempt();
    // Where the part was not enough, or the whole did not come, that shows below.
    isShown = await attempt.of(run, () => Promise.all([rest(), loadWhole()])).then(() => true, () => false);
    attempt.end();
  }
  const { Player } = await loadWhole();
  await run((...given) => new Player(...given), isShown);
  await rest();
}

const attempts = new Set<Attempt>();
// The players of a part, each as others see it.
const partial = new WeakSet<Player>();
// A player that was stopped in the middle of something must not be touched again, not even to free it.
const untouchable: Player[] = [];

// That the part was not enough for something.
class Stop extends Error {}

// A run in a part of the model.
class Attempt {
  #players: Player[] = [];
  #over = false;
  #drawn = () => {};
  stop: (why: unknown) => void = () => {};

  // Done when the run has begun and everything else has come, which is asked for when there is a picture.
  async of(run: Begin, rest: () => Promise<unknown>): Promise<void> {
    attempts.add(this);
    addEventListener('error', stop);
    const stopped = new Promise<never>((_, reject) => (this.stop = reject));
    const drawn = new Promise<void>((resolve) => (this.#drawn = resolve));
    const begun = run((...given) => this.#make(...given), false);
    await Promise.race([stopped, Promise.all([begun, Promise.race([drawn, begun]).then(painted).then(rest)])]);
  }

  // Its clocks stand still; whoever still has a player calls it in vain.
  end(): void {
    for (const player of this.#players) {
      try {
        player.pause();
      } catch {
        // It was stopped in the middle of something.
      }
    }
    this.#over = true;
    untouchable.push(...this.#players);
    this.#players = [];
    attempts.delete(this);
    // A clock that could not be stopped rings once more.
    requestAnimationFrame(() => attempts.size === 0 && removeEventListener('error', stop));
  }

  // What a listener does for an event may need more of the model, too.
  #make(...[stage, staircase, tell, crashed]: Parameters<Make>): Player {
    const watched: typeof tell = (event) => {
      this.#guarded(() => tell(event));
      if (event.type === 'workloads' && event.workloads.length > 0) this.#drawn();
    };
    const player = new Player(stage, staircase, watched, crashed);
    this.#players.push(player);
    return this.#watched(player);
  }

  // Whoever calls the player may have a mind of their own about what it throws: a stop is a stop nevertheless.
  #watched(player: Player): Player {
    const get = (target: Player, name: string | symbol) => {
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (...given: unknown[]) => this.#guarded(() => value.apply(target, given)) : value;
    };
    const watched = new Proxy(player, { get });
    partial.add(watched);
    return watched;
  }

  #guarded(act: () => unknown): unknown {
    if (this.#over) return undefined;
    try {
      return act();
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      this.stop(error);
      throw new Stop();
    }
  }
}

// The part was not enough for what a frame or a timer had to do. Which attempt's it was cannot be told; and where one has
// ended already, its player's clock may ring once more.
function stop(event: ErrorEvent): void {
  const { error } = event as { error: unknown };
  if (!(error instanceof Stop || error instanceof WebAssembly.RuntimeError)) return;
  event.preventDefault();
  for (const attempt of attempts) attempt.stop(error);
}

// Whether an error is that the part of the model was not enough: it is to be passed on.
export function isStop(error: unknown): boolean {
  return error instanceof Stop;
}

// The frame that is drawn next has been shown; or nobody looks.
function painted(): Promise<void> {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 200);
  });
}

// The part that is enough for most that an element of the page may want. vite.config.ts has the same words, for what it loads early.
function wanted(): Part {
  const all = [...document.querySelectorAll('ordinal-player')];
  // Where the run has to be known for a moment, as for a share of it, it is shown from its beginning until then.
  const isLater = all.some((one) => /^[\dhms.]*[1-9][\dhms.]*$/.test(one.getAttribute('poster') || one.getAttribute('at') || ''));
  return isLater ? 'later' : all.some((one) => one.hasAttribute('page')) ? 'page' : 'beginning';
}

// A failure is not remembered: the next call tries again.
function once<G extends unknown[], T>(load: (...given: G) => Promise<T>): (...given: G) => Promise<T> {
  let loading: Promise<T> | undefined;
  return (...given) =>
    (loading ??= load(...given).catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
}
