// kubectl edit opens the manifest's editor, and the command waits for it in the terminal.
import { expect, test } from '@playwright/test';
import { PlayerPage, Typist } from './support.ts';

let player: PlayerPage;
let me: Typist;

test.beforeEach(async ({ page }) => {
  test.slow();
  player = await new PlayerPage(page).open();
  me = new Typist(page);
  await player.choose('Web server, one disk each', 'web');
});

test.afterEach(() => expect(player.complaints).toEqual([]));

test('left as it is, refused, saved', async ({ page }) => {
  const field = page.getByLabel('Object to edit');
  const log = page.getByRole('log');
  await me.begin('kubectl edit sts web');
  await expect(page.getByRole('tab', { name: 'Manifest' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('region', { name: 'Editing statefulset/web' })).toBeVisible();
  await expect(field).toBeFocused();
  await expect(field).toContainText('# Please edit the object below.');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(log).toContainText('Edit cancelled, no changes made.');
  await expect(page.getByLabel('Command')).toBeFocused();

  const { stdout: text } = await player.run('kubectl get sts web -o yaml');
  const write = async (edited: string) => {
    await field.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(edited);
  };
  await me.begin('kubectl edit sts/web');
  await write(text.replace('serviceName: web', 'serviceName: other'));
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(field).toContainText('# The StatefulSet "web" is invalid');
  await write(text.replace('replicas: 4', 'replicas: 2'));
  await page.keyboard.press('ControlOrMeta+s');
  await expect(log).toContainText('statefulset.apps/web edited');
  await expect(page.getByLabel('Command')).toBeFocused();
  expect(await me.type('kubectl get sts web -o jsonpath={.spec.replicas}')).toBe('2');
  // The manifest is as it was.
  await page.getByRole('tab', { name: 'Manifest' }).click();
  await expect(page.getByLabel('Manifest text')).toContainText('A web server with a disk of its own');
});

test('ended in the terminal', async ({ page }) => {
  await me.begin('kubectl edit service web');
  await expect(page.getByLabel('Object to edit')).toBeVisible();
  await page.getByRole('tab', { name: 'Terminal' }).click();
  await me.input.press('Control+c');
  await expect(page.locator('.block.running')).toHaveCount(0);
  await page.getByRole('tab', { name: 'Manifest' }).click();
  await expect(page.getByLabel('Object to edit')).toHaveCount(0);
  await expect(page.getByLabel('Manifest text')).toBeVisible();
});

test('without a terminal there is no editor: the object stays as it is', async () => {
  await player.ask((element) => element.setAttribute('terminal', 'false'));
  const { stdout, exit } = await player.run('kubectl edit sts web');
  expect([stdout, exit]).toEqual(['Edit cancelled, no changes made.\n', 0]);
});
