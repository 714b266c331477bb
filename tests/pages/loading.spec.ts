// What is loaded when: a first picture from the first part of the model alone, then the whole, which takes over.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { ask, embed, lesson, manifest, ready } from './embedding.ts';

const whole = '**/ordinal_wasm_whole*.wasm';
const player = (text: string, at = 12) => `<ordinal-player at="${at}">${inline(text)}</ordinal-player>`;
const atTheBeginning = (text: string) => `<ordinal-player>${inline(text)}</ordinal-player>`;
const inline = (text: string) => `<script type="application/yaml">${text}</script>`;
const examples = join(process.cwd(), 'scenarios');

// Keeps the whole model back until it is released.
async function keepBack(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(whole, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

// What the page wrote to its console as an error, and what it threw.
function complaints(page: Page): string[] {
  const all: string[] = [];
  page.on('pageerror', (error) => all.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && all.push(message.text()));
  return all;
}

for (const name of readdirSync(examples).filter((name) => name.endsWith('.yaml'))) {
  const text = readFileSync(join(examples, name), 'utf8');
  test(`the beginning of ${name} needs the first part of the model alone, unless pods or volumes are made by hand in it`, async ({ page }) => {
    test.skip(/^kind: (Pod|PersistentVolume)$/m.test(text), 'that begins with the whole model');
    const complained = complaints(page);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await keepBack(page);
    await embed(page, atTheBeginning(text));
    await expect(page.locator('[data-kind=StatefulSet]')).toBeVisible();
    expect(complained).toEqual([]);
    expect(asked.filter((url) => /_later.*wasm$/.test(url))).toEqual([]);
  });

  test(`a first part of the model is enough for a picture of ${name}`, async ({ page }) => {
    const complained = complaints(page);
    await keepBack(page);
    await embed(page, player(text));
    await expect(page.locator('[data-kind=StatefulSet]')).toBeVisible();
    await expect(page.locator('[data-kind=Pod]').first()).toBeVisible();
    expect(complained).toEqual([]);
  });
}

test('what is asked for before the whole model is there is done when it is', async ({ page }) => {
  const release = await keepBack(page);
  await embed(page, player(manifest()));
  await expect(page.locator('[data-name=web-0][data-kind=Pod]')).toBeVisible();
  const asked = ask(page.locator('ordinal-player'), (player) => player.run('kubectl scale statefulset web --replicas=1'));
  release();
  expect(await asked).toMatchObject({ stdout: 'statefulset.apps/web scaled\n', exit: 0 });
});

test('a beginning that the first part is not enough for is made with the whole', async ({ page }) => {
  const complained = complaints(page);
  await embed(page, player(`${lesson()}- {at: 8s, kubectl: 'annotate pod web-0 note=yes'}\n- {at: 9s, kubectl: 'drain node-a --ignore-daemonsets --force'}\n`, 60));
  const element = await ready(page);
  expect(await ask(element, (player) => player.run('kubectl get nodes -o name'))).toMatchObject({ exit: 0 });
  expect(complained).toEqual([]);
});

test('a beginning that cannot be read gives its own message', async ({ page }) => {
  await embed(page, player('steps: [{at: never}]'));
  await expect(page.getByRole('alert')).toContainText(/no manifest and no scenario: steps\[0\]/);
});

test('a host that lacks the second file is told so, and the picture stays', async ({ page }) => {
  await page.route(whole, (route) => route.fulfill({ status: 404 }));
  await embed(page, player(manifest()));
  await expect(page.getByRole('alert')).toContainText(/answers 404 for \S*ordinal_wasm_whole/);
  await expect(page.locator('[data-name=web-0][data-kind=Pod]')).toBeVisible();
});
