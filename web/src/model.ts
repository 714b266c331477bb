// The model, loaded once for all elements of a page, in two parts: what is enough for a first picture, and the whole,
// which takes over from it (crates/xtask/src/split.rs).
import './violations.ts';
import init, { Player } from '../pkg/ordinal_wasm.js';
import * as code from './code.ts';

// Makes a player, as its constructor does.
export type Make = (...given: ConstructorParameters<typeof Player>) => Player;

let whole = false;
// There is one for runs that are shown from their beginning, and one for later moments. Whoever is first decides.
const loadFirst = once(async (isLater: boolean) => init({ module_or_path: await code.first(isLater || shownLater()) }));
const loadWhole = once(async () => {
  const first = (await loadFirst(false)) as unknown as WebAssembly.ModuleImports;
  const taking = await code.whole();
  await (taking instanceof Response ? WebAssembly.instantiateStreaming(taking, { first }) : WebAssembly.instantiate(taking, { first }));
  whole = true;
  removeEventListener('error', stop);
});

// Whether everything can be asked of the model, not just what leads to a first picture.
export function isWhole(): boolean {
  return whole;
}

// Does what may need more of the model than a first picture does: now, or when it is there.
export function whenWhole(act: () => void): void {
  if (whole) act();
  else void loadWhole().then(act, () => {});
}

// Begins a run as soon as the model is enough for its first picture; done when the whole model is there. Where the first
// part was not enough, the run is begun again with the whole: so each time `run` makes a player and draws from nothing.
// `isLater` says whether another moment than the beginning of the run is shown first; `rest` brings what else there is to
// come with the whole.
export async function begin(isLater: boolean, run: (make: Make) => Promise<void>, rest: () => Promise<void>): Promise<void> {
  await loadFirst(isLater);
  const both = () => Promise.all([rest(), loadWhole()]);
  if (!whole) {
    const attempt = new Attempt();
    try {
      return await attempt.of(run, both);
    } catch {
      attempt.end();
      await loadWhole();
    }
  }
  await run(make);
  await rest();
}

const make: Make = (...given) => new Player(...given);
const attempts = new Set<Attempt>();
// A player that was stopped in the middle of something must not be touched again, not even to free it.
const untouchable: Player[] = [];

// A run in the first part of the model.
class Attempt {
  #players: Player[] = [];
  #over = false;
  #drawn = () => {};
  stop: (why: unknown) => void = () => {};

  // Done when the run has begun and everything else has come, which is asked for when there is a picture.
  async of(run: (make: Make) => Promise<void>, rest: () => Promise<unknown>): Promise<void> {
    attempts.add(this);
    addEventListener('error', stop);
    const stopped = new Promise<never>((_, reject) => (this.stop = reject));
    const drawn = new Promise<void>((resolve) => (this.#drawn = resolve));
    const begun = run((...given) => this.#make(...given));
    await Promise.race([stopped, Promise.all([begun, Promise.race([drawn, begun]).then(painted).then(rest)])]);
    attempts.delete(this);
  }

  // Whoever still has its player calls it in vain.
  end(): void {
    attempts.delete(this);
    this.#over = true;
    untouchable.push(...this.#players);
    this.#players = [];
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
    return new Proxy(player, { get });
  }

  #guarded(act: () => unknown): unknown {
    if (this.#over) return undefined;
    try {
      return act();
    } catch (error) {
      if (isStop(error)) this.stop(error);
      throw error;
    }
  }
}

// The first part was not enough for what a frame or a timer had to do. Which attempt's it was cannot be told; and where
// one has ended already, its player's clock may ring once more.
function stop(event: ErrorEvent): void {
  if (!isStop(event.error) || attempts.size + untouchable.length === 0) return;
  event.preventDefault();
  for (const attempt of attempts) attempt.stop(event.error);
}

// Whether an error is that the first part of the model was not enough: it is to be passed on.
export function isStop(error: unknown): boolean {
  return !whole && error instanceof WebAssembly.RuntimeError;
}

// The frame that is drawn next has been shown; or nobody looks.
function painted(): Promise<void> {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 200);
  });
}

// Whether an element of the page may want a later moment. vite.config.ts has the same words, for what it loads early.
function shownLater(): boolean {
  return document.querySelector('ordinal-player:is([at], [poster])') !== null;
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
