// What is loaded when: a first picture from the first part of the model alone, then the whole, which takes over.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { ask, embed, lesson, manifest, ready } from './embedding.ts';
import { PlayerPage } from './support.ts';

const whole = '**/ordinal_whole_bg*.wasm';
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

  test(`a first part of the model is enough for a later picture of ${name}, with the same exception`, async ({ page }) => {
    test.skip(/^kind: (Pod|PersistentVolume)$/m.test(text), 'that needs the whole model');
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

for (const [what, source] of [['a beginning', atTheBeginning(manifest())], ['a later moment', player(manifest())]] as const) {
  test(`nothing is heard of the first part of ${what} when the whole has taken over and the page is hidden`, async ({ page }) => {
    const complained = complaints(page);
    await embed(page, source);
    await ready(page);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect(complained).toEqual([]);
  });
}

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
  await expect(page.getByRole('alert')).toContainText(/answers 404 for \S*ordinal_whole/);
  await expect(page.locator('[data-name=web-0][data-kind=Pod]')).toBeVisible();
});

// The page, of which the whole model is kept back.
async function begun(page: Page): Promise<{ player: PlayerPage; release: () => void }> {
  const release = await keepBack(page);
  const player = new PlayerPage(page);
  await page.goto('./');
  await expect(page.locator('[data-kind=StatefulSet]')).toBeVisible();
  return { player, release };
}

test('the page shows its first picture, and checks what is typed into the editor, before the whole model is there', async ({ page }) => {
  const { player, release } = await begun(page);
  await player.write(manifest().replace('replicas: 3', 'replicas: many\n  colour: red'));
  const problems = page.getByRole('status', { name: 'Problems' });
  await expect(problems).toContainText('spec.colour');
  await expect(problems.getByRole('button', { name: 'line 7' })).toBeVisible();
  await player.write(manifest(2, 'typed-early'));
  await expect(problems).toBeEmpty();
  release();
  await player.ask((player) => player.ready);
  expect(await player.written()).toContain('typed-early');
  expect(player.complaints).toEqual([]);
});

test('a manifest that is applied before the whole model is there waits, visibly, and is reviewed when it is', async ({ page }) => {
  const { player, release } = await begun(page);
  await player.write(manifest(2, 'typed-early'));
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(page.getByText('That waits for the rest of the model')).toBeVisible();
  release();
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.locator('[data-kind=StatefulSet][data-name=typed-early]')).toBeVisible();
  expect(player.complaints).toEqual([]);
});

test('a command that is typed before the whole model is there waits, visibly, and is done when it is', async ({ page }) => {
  const { player, release } = await begun(page);
  await page.getByRole('textbox', { name: 'Command' }).fill('kubectl get statefulsets -o name');
  await page.keyboard.press('Enter');
  await expect(page.locator('.hints')).toContainText(/kubectl get statefulsets -o name\s+waits/);
  release();
  await expect(page.getByRole('log', { name: 'Terminal output' })).toContainText('statefulset.apps/web');
  await expect(page.locator('.hints')).toBeEmpty();
  expect(player.complaints).toEqual([]);
});

test('the whole model takes the picture over where it is, and the object that has the focus keeps it', async ({ page }) => {
  const { player, release } = await begun(page);
  await expect(page.getByRole('tab', { name: 'Manifest' })).toBeVisible();
  await page.locator('.stage-host [data-focus]').first().focus();
  const before = await page.locator('.stage-host :focus').getAttribute('data-name');
  const emptied = page.evaluate(() => new Promise<boolean>((resolve) => {
    const player = document.querySelector('ordinal-player') as HTMLElement & { ready: Promise<void> };
    const host = player.shadowRoot?.querySelector('.stage-host') as HTMLElement;
    let empty = false;
    const look = () => {
      empty ||= host.querySelector('[data-kind=StatefulSet]') === null;
      requestAnimationFrame(look);
    };
    look();
    void player.ready.then(() => resolve(empty));
  }));
  release();
  expect(await emptied).toBe(false);
  expect(await page.locator('.stage-host :focus').getAttribute('data-name')).toBe(before);
  expect(player.complaints).toEqual([]);
});
