// What is loaded when: a first picture from the first part of the model alone, then the whole; and what can go wrong.
import { expect, type Page, type Route, test } from '@playwright/test';
import { PlayerPage } from './support.ts';

const first = '**/ordinal_wasm_bg*.wasm';
const whole = '**/ordinal_wasm_whole*.wasm';

// Keeps a file back until it is released.
async function keepBack(page: Page, files: string): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(files, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

async function open(page: Page): Promise<PlayerPage> {
  const player = new PlayerPage(page);
  await page.goto('./');
  return player;
}

// Goes on from what a page is thought to have kept before it was reloaded.
async function resume(page: Page, manifest: string): Promise<void> {
  const state = { manifest, example: '', scenario: manifest, time: 12 };
  await page.addInitScript((state) => sessionStorage.setItem('ordinal', state), JSON.stringify(state));
}

test('the first part of the model is enough for a picture, and for time to pass in it', async ({ page }) => {
  const release = await keepBack(page, whole);
  const player = await open(page);
  await expect(player.object('Pod', 'web-0')).toBeVisible();
  await expect(player.object('Pod', 'web-1')).toBeVisible();
  release();
  await player.ask((player) => player.ready);
  expect(await player.run('kubectl get statefulset web -o name')).toMatchObject({ stdout: 'statefulset.apps/web\n', exit: 0 });
  expect(player.complaints).toEqual([]);
});

test('what is asked for before the whole model is there is done when it is', async ({ page }) => {
  const release = await keepBack(page, whole);
  const player = await open(page);
  await expect(player.object('Pod', 'web-0')).toBeVisible();
  const asked = player.run('kubectl scale statefulset web --replicas=1');
  release();
  expect(await asked).toMatchObject({ stdout: 'statefulset.apps/web scaled\n', exit: 0 });
  expect(player.complaints).toEqual([]);
});

test('a beginning that the first part is not enough for is made with the whole', async ({ page }) => {
  await resume(page, 'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: x}\nspec: {schedule: "1 2 3"}\n');
  const player = await open(page);
  await player.ask((player) => player.ready);
  expect((await player.run('kubectl get nodes -o name')).exit).toBe(0);
  expect(player.complaints).toEqual([]);
});

test('a broken beginning gives its own message', async ({ page }) => {
  await resume(page, 'steps: [{at: never}]');
  const player = await open(page);
  await player.ask((player) => player.ready);
  await expect(page.getByRole('alert')).toContainText(/could not be restored: steps\[0\]/);
  expect(player.complaints).toEqual([]);
});

test('a host that lacks the second file is told so', async ({ page }) => {
  await page.route(whole, (route) => route.fulfill({ status: 404, body: 'no' }));
  await open(page);
  await expect(page.getByRole('alert')).toContainText(/could not be loaded.*404.*ordinal_wasm_whole/);
});

for (const type of ['text/plain', 'application/octet-stream']) {
  test(`the model runs when the host calls it ${type}`, async ({ page }) => {
    const misname = async (route: Route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), 'content-type': type } });
    };
    await page.route(first, misname);
    await page.route(whole, misname);
    const player = await open(page);
    await player.ask((player) => player.ready);
    await expect(player.object('Pod', 'web-0')).toBeVisible();
    expect(player.complaints).toEqual([]);
  });
}

test('nothing is asked of another host, and nothing twice', async ({ page, baseURL }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const player = await open(page);
  await player.ask((player) => player.ready);
  expect(asked.filter((address) => !address.startsWith(baseURL ?? ''))).toEqual([]);
  expect(asked.filter((address, place) => asked.indexOf(address) !== place)).toEqual([]);
});
