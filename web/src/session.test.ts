// Commands and what they print find each other, whenever the player tells it.
import { expect, it, vi } from 'vitest';
import type { Player, PlayerEvent } from '../pkg/ordinal_wasm.js';
import { Session } from './session.ts';

const start = (player: Player) => player.run('kubectl get pods');

// A player whose commands print and end while they are being started, as most do.
function sessionWhoseCommands(events: (job: number) => PlayerEvent[]): Session {
  const session = new Session();
  let last = 0;
  const run = () => {
    events(++last).forEach(session.tell);
    return last;
  };
  session.player = { run } as unknown as Player;
  return session;
}

it('collects what a command prints until it ends', async () => {
  const session = sessionWhoseCommands((job) => [
    { type: 'output', job, error: false, text: 'one\n' },
    { type: 'output', job, error: true, text: 'oops\n' },
    { type: 'output', job, error: false, text: 'two\n' },
    { type: 'exit', job, code: 1 },
  ]);
  const { ended } = session.run(start, () => {});
  expect(await ended).toEqual({ stdout: 'one\ntwo\n', stderr: 'oops\n', exit: 1 });
});

it('names a command before it tells what it printed', () => {
  const session = sessionWhoseCommands((job) => [{ type: 'output', job, error: false, text: 'x' }]);
  const order: string[] = [];
  session.on('output', ({ job }) => order.push(`output ${job}`));
  session.run(start, (job) => order.push(`started ${job}`));
  expect(order).toEqual(['started 1', 'output 1']);
});

it('keeps a command running until its end is told', async () => {
  const session = sessionWhoseCommands(() => []);
  const { job, ended } = session.run(start, () => {});
  expect(session.isRunning(job)).toBe(true);
  session.tell({ type: 'exit', job, code: 0 });
  expect(session.isRunning(job)).toBe(false);
  expect((await ended).exit).toBe(0);
});

it('still tells what was printed when a listener of the start fails', () => {
  const session = sessionWhoseCommands((job) => [{ type: 'exit', job, code: 0 }]);
  const listener = vi.fn();
  session.on('exit', listener);
  expect(() => session.run(start, () => { throw new Error('mine'); })).toThrow('mine');
  expect(listener).toHaveBeenCalledOnce();
});
