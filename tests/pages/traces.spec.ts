// Each recording of a real cluster, played in the page as a scenario: to its end, on at speed, and scrubbed. Nothing may be
// said to the console, and no step may be missing.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { PlayerPage } from './support.ts';

interface Step {
  do: { kubectl?: unknown; pod?: unknown; node?: unknown; set?: unknown };
}

const folder = join(__dirname, '../traces');
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
// So many pages share the recordings.
const pages = 4;
// By then the longest recording has ended, and how far is gone at once; in seconds of the simulation.
const end = 400;
const stride = 50;

// Opens a scenario's link in a page that keeps nothing of the one before.
async function open(player: PlayerPage, scenario: unknown): Promise<void> {
  await player.page.goto('./blank');
  await player.page.evaluate(() => sessionStorage.clear());
  const link = deflateRawSync(JSON.stringify({ at: 0, scenario })).toString('base64url');
  await player.page.goto(`./#v1:${link}`);
  await player.ask((player) => player.ready);
}

// What has been done in the run: commands, reports, faults.
async function done(player: PlayerPage): Promise<number> {
  const run = JSON.parse(await player.ask((player) => player.scenario())) as { steps: Record<string, unknown>[] };
  return run.steps.filter((step) => ['kubectl', 'pod', 'node', 'set'].some((key) => key in step)).length;
}

async function play(player: PlayerPage, name: string): Promise<void> {
  const recording = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { steps: Step[] };
  const steps = recording.steps.filter(({ do: it }) => it.kubectl ?? it.pod ?? it.node ?? it.set);
  await open(player, recording);
  for (let time = stride; time <= end && (await done(player)) < steps.length; time += stride) await player.seek(time);
  expect(await done(player), name).toBe(steps.length);
  for (const time of [0, 8, 2]) await player.seek(time);
  await player.ask(async (player) => {
    player.speed = 64;
    player.play();
    await new Promise((resolve) => setTimeout(resolve, 100));
    player.pause();
  });
  expect(player.complaints.map((complaint) => `${name}: ${complaint}`)).toEqual([]);
}

for (let part = 0; part < pages; part++) {
  test(`every recording plays in the page without a complaint, part ${part + 1} of ${pages}`, async ({ page }) => {
    test.setTimeout(600_000);
    const player = new PlayerPage(page);
    await page.route('**/blank', (route) => route.fulfill({ contentType: 'text/html', body: '<link rel="icon" href="data:,">' }));
    for (const name of names.filter((_, index) => index % pages === part)) {
      await test.step(name, () => play(player, name));
    }
  });
}
