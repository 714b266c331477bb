// A player and the commands given to it: promises for what they print, and listeners for what it tells.
import type { Player, PlayerEvent, Status } from '../pkg/ordinal_wasm.js';

// How a command ended.
export interface Ended {
  stdout: string;
  stderr: string;
  exit: number;
}

// A command that was started.
export interface Started {
  job: number;
  ended: Promise<Ended>;
}

export type Tell<T extends PlayerEvent['type']> = Extract<PlayerEvent, { type: T }>;
type Listeners = { [T in PlayerEvent['type']]?: ((event: Tell<T>) => void)[] };

interface Running extends Ended {
  resolve: (ended: Ended) => void;
}

export class Session {
  player: Player | undefined;
  // How the run stands, as was told last.
  status: Status | undefined;
  readonly #listeners: Listeners = {};
  readonly #running = new Map<number, Running>();
  // What is being told and what comes after it.
  readonly #told: PlayerEvent[] = [];
  // What a command wrote before its number was known here: it may end while it is being started.
  #early: PlayerEvent[] | undefined;

  on<T extends PlayerEvent['type']>(type: T, listener: (event: Tell<T>) => void): void {
    const listeners = (this.#listeners[type] ??= []) as ((event: Tell<T>) => void)[];
    listeners.push(listener);
  }

  // Listens for the next event of a type only.
  once<T extends PlayerEvent['type']>(type: T, listener: (event: Tell<T>) => void): void {
    const listeners = (this.#listeners[type] ??= []) as ((event: Tell<T>) => void)[];
    const heard = (event: Tell<T>) => {
      listeners.splice(listeners.indexOf(heard), 1);
      listener(event);
    };
    listeners.push(heard);
  }

  // What the player calls with each event.
  readonly tell = (event: PlayerEvent): void => {
    if (this.#early && (event.type === 'output' || event.type === 'exit')) this.#early.push(event);
    else this.#deliver(event);
  };

  // The instant shown, in seconds of the simulation.
  get time(): number {
    return this.status?.time ?? 0;
  }

  // Starts a command, as `start` does with the player; `started` is called with its number before anything it prints is
  // told.
  run(start: (player: Player) => number, started: (job: number) => void): Started {
    if (!this.player) throw new Error('the player is not ready');
    this.#early = [];
    try {
      const job = start(this.player);
      const ended = new Promise<Ended>((resolve) => this.#running.set(job, { stdout: '', stderr: '', exit: 0, resolve }));
      started(job);
      return { job, ended };
    } finally {
      const early = this.#early;
      this.#early = undefined;
      early.forEach((event) => this.#deliver(event));
    }
  }

  // Whether a command has not ended yet.
  isRunning(job: number): boolean {
    return this.#running.has(job);
  }

  // A listener may do something of which more is told: everybody hears of things in their order.
  #deliver(event: PlayerEvent): void {
    this.#told.push(event);
    if (this.#told.length > 1) return;
    for (let next: PlayerEvent | undefined = event; next; next = this.#told[0]) {
      try {
        this.#dispatch(next);
      } finally {
        this.#told.shift();
      }
    }
  }

  #dispatch(event: PlayerEvent): void {
    if (event.type === 'output') this.#collect(event);
    if (event.type === 'exit') this.#end(event);
    if (event.type === 'time') this.status = event;
    const listeners = this.#listeners[event.type] as ((event: PlayerEvent) => void)[] | undefined;
    [...(listeners ?? [])].forEach((listener) => listener(event));
  }

  #collect({ job, error, text }: Tell<'output'>): void {
    const running = this.#running.get(job);
    if (running) running[error ? 'stderr' : 'stdout'] += text;
  }

  #end({ job, code }: Tell<'exit'>): void {
    const running = this.#running.get(job);
    this.#running.delete(job);
    running?.resolve({ stdout: running.stdout, stderr: running.stderr, exit: code });
  }
}
