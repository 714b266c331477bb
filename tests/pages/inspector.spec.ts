// The inspector: any object with its YAML, what changed last, its Events, what it belongs to, and why it waits.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { PlayerPage } from './support.ts';

async function open(page: Page, time: number): Promise<PlayerPage> {
  const player = await new PlayerPage(page).open();
  await player.seek(time);
  return player;
}

const waits = (page: Page) => page.getByRole('region', { name: 'Why is it waiting?' });
const name = (page: Page) => page.locator('.object-head h2');
const link = (page: Page, words: string | RegExp) => page.locator('.links').getByRole('button', { name: words });
const part = (page: Page, title: string) => page.locator('details', { has: page.locator('summary', { hasText: title }) });

async function pick(page: Page, object: string): Promise<void> {
  await page.getByRole('tab', { name: 'Inspector' }).click();
  await page.getByLabel('Object', { exact: true }).and(page.locator('select')).selectOption(object);
  await expect(name(page)).toHaveText(object.split('/')[2] ?? '');
}

test('an object of the stage is inspected from its menu', async ({ page }) => {
  const player = await open(page, 9.5);
  await player.object('Pod', 'web-2').click();
  await page.getByRole('button', { name: /^Inspect/ }).click();
  await expect(name(page)).toHaveText('web-2');
  await expect(waits(page)).toContainText('volumes are being attached');
  await expect(part(page, 'Related objects')).toContainText('StatefulSet web');
  await expect(part(page, 'Decisions about it')).toContainText('Creates web-2');
  await expect(part(page, 'Events')).toContainText('Scheduled');
  expect(player.complaints).toEqual([]);
});

test('what changed last is marked, with when, and the moment one looks at is shown', async ({ page }) => {
  const player = await open(page, 40);
  await player.run('kubectl scale sts web --replicas=5');
  await pick(page, 'StatefulSet/default/web');
  await player.seek(39);
  await expect(page.locator('.object-head')).toContainText('4/4 ready');
  await player.seek(40.02);
  await expect(page.locator('.yaml-line.gone', { hasText: 'replicas: 4' }).first()).toBeVisible();
  await expect(page.locator('.yaml-line.new', { hasText: 'replicas: 5' }).first()).toBeVisible();
  await expect(part(page, 'YAML')).toContainText('Last changed at 0:40');
});

test('links lead from one object to the next', async ({ page }) => {
  await open(page, 40);
  await pick(page, 'Pod/default/web-1');
  await link(page, 'PersistentVolumeClaim www-web-1').click();
  await expect(name(page)).toHaveText('www-web-1');
  await expect(name(page)).toBeFocused();
  await link(page, /^PersistentVolume pvc-/).click();
  await expect(page.locator('.object-head')).toContainText('Bound');
  await link(page, 'PersistentVolumeClaim www-web-1').click();
  await link(page, 'Pod web-1').click();
  await expect(name(page)).toHaveText('web-1');
});

test('every kind of object can be looked at', async ({ page }) => {
  const player = await open(page, 40);
  await player.run('kubectl create deployment compare --image=nginx');
  await player.after(3);
  await page.getByRole('tab', { name: 'Inspector' }).click();
  const select = page.getByLabel('Object', { exact: true }).and(page.locator('select'));
  for (const kind of ['Node', 'StorageClass', 'PersistentVolume', 'PersistentVolumeClaim', 'Service', 'EndpointSlice', 'ControllerRevision', 'StatefulSet', 'Deployment', 'ReplicaSet', 'Pod', 'Namespace']) {
    const first = await select.locator(`optgroup[label="${kind}"] option`).first().getAttribute('value');
    await pick(page, first ?? kind);
    await expect(page.locator('.object-yaml')).toContainText(`kind: ${kind}`);
  }
  expect(player.complaints).toEqual([]);
});

test('why a pod waits is said for what people meet', async ({ page }) => {
  test.slow();
  const player = await open(page, 40);
  await pick(page, 'Pod/default/web-1');
  await page.getByRole('button', { name: /^Fail readiness/ }).click();
  await player.after(1);
  await expect(waits(page)).toContainText('readiness probe fails');
  await page.getByRole('button', { name: /^Let it recover/ }).click();
  await page.getByRole('button', { name: /^Crash/ }).click();
  await player.after(1);
  await expect(waits(page)).toContainText('exited with 1');
  await pick(page, 'Node//node-a');
  await page.getByRole('button', { name: /^Cut off/ }).click();
  await player.after(1);
  await expect(waits(page)).toContainText('does not answer');
});

test('an object that is not there at the moment shown says so, and comes back', async ({ page }) => {
  const player = await open(page, 40);
  await pick(page, 'Pod/default/web-3');
  await player.seek(2);
  await expect(page.locator('.object-head')).toContainText('not there at this moment');
  await player.seek(40);
  await expect(page.locator('.object-head')).toContainText('Running');
});

test('the keyboard alone: open it, pick an object, act', async ({ page }) => {
  const player = await open(page, 40);
  await player.object('Pod', 'web-1').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Inspect/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'Inspector' })).toBeFocused();
  await expect(name(page)).toHaveText('web-1');
  const deed = page.getByRole('button', { name: /^Describe/ });
  await deed.focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.log')).toContainText('kubectl describe pod web-1');
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 390]) {
    test(`axe finds nothing in the inspector: ${colorScheme}, ${width} wide`, async ({ page }) => {
      test.slow();
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 860 });
      const player = await open(page, 9.5);
      await pick(page, 'Pod/default/web-2');
      await expect(waits(page)).toBeVisible();
      await page.screenshot({ path: `${test.info().project.outputDir}/looks/inspector-${width}-${colorScheme}.png` });
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => [node.target, node.failureSummary])])).toEqual([]);
      expect(player.complaints).toEqual([]);
    });
  }
}

test('a name in what the terminal printed is a way to its object, and o opens the inspector', async ({ page }) => {
  const player = await open(page, 30);
  await page.getByLabel('Command').first().fill('kubectl get pods,pvc');
  await page.keyboard.press('Enter');
  const output = page.locator('.log .out').last();
  await expect(output).toContainText('persistentvolumeclaim/www-web-2');
  // Where a word of the output is drawn.
  const place = await output.evaluate((pre) => {
    const text = pre.firstChild as Text;
    const range = document.createRange();
    range.setStart(text, text.data.indexOf('www-web-2') + 3);
    range.setEnd(text, text.data.indexOf('www-web-2') + 4);
    const { left, top, height } = range.getBoundingClientRect();
    return { x: left + 2, y: top + height / 2 };
  });
  await page.mouse.click(place.x, place.y);
  await expect(name(page)).toHaveText('www-web-2');
  await page.getByRole('tab', { name: 'Terminal' }).click();
  await page.locator('h1').click({ force: true });
  await page.keyboard.press('o');
  await expect(name(page)).toBeVisible();
  expect(player.complaints).toEqual([]);
});
