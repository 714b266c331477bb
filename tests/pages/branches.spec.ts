// Branches: acting in the past keeps what came after; switching, comparing, undoing.
import { expect, test } from '@playwright/test';
import { allReady, PlayerPage } from './support.ts';

test.use({ viewport: { width: 1280, height: 1000 } });

let player: PlayerPage;

// Four pods; at 25 s six are asked for, and at 20 s, from before that, two.
test.beforeEach(async ({ page }) => {
  player = await new PlayerPage(page).open();
  await player.seek(25);
  await player.run('kubectl scale sts web --replicas=6');
  await player.seek(60);
  await player.seek(20);
  await player.run('kubectl scale sts web --replicas=2');
  await player.seek(60);
});

test.afterEach(() => expect(player.complaints).toEqual([]));

const branch = (name: string) => player.page.getByRole('group', { name: 'Branches' }).getByRole('button', { name, exact: true });

async function menu(of: string, item: string): Promise<void> {
  await player.page.getByRole('button', { name: `What to do with ${of}` }).click();
  await player.page.getByRole('dialog').getByRole('button', { name: item }).click();
}

test('acting in the past begins a branch, and what came after is kept', async () => {
  expect(await player.pods()).toEqual(allReady('web', 2));
  await expect(branch('after scale sts web --replicas=2')).toHaveAttribute('aria-pressed', 'true');
  await branch('main').click();
  expect(await player.pods()).toEqual(allReady('web', 6));
  expect(await player.ask((element) => element.time)).toBe(60);
});

test('branches are switched, named and deleted by keyboard alone', async ({ page }) => {
  await branch('after scale sts web --replicas=2').focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(branch('main')).toHaveAttribute('aria-pressed', 'true');
  await expect(branch('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.type('six');
  await page.keyboard.press('Enter');
  await expect(branch('six')).toBeFocused();
  await menu('after scale sts web --replicas=2', 'Delete');
  await expect(page.getByRole('group', { name: 'Branches' })).toBeHidden();
  expect(await player.pods()).toEqual(allReady('web', 6));
});

test('two branches are compared at one instant, and scrubbing moves both', async ({ page }) => {
  await menu('main', 'Compare');
  const words = page.locator('.differences');
  await expect(words).toContainText('In B, web asks for 6 replicas; in A it asks for 2 replicas.');
  await expect(words).toContainText('In B, web-2 to web-5 are Ready; in A they are not there.');
  const other = page.getByRole('region', { name: 'B, to compare' });
  await expect(other.locator('[data-kind=Pod].differs')).toHaveCount(4);
  await player.seek(20.5);
  await expect(words).toContainText('In B, web-3 is Ready; in A it is Terminating.');
  await expect(other.locator('[data-kind=Pod]')).toHaveCount(4);
  await player.seek(10);
  await expect(words).toHaveText('At this instant both are the same.');
  await expect(page.locator('.differs')).toHaveCount(0);
  await other.getByRole('button', { name: 'Stop comparing' }).click();
  await expect(other).toBeHidden();
});

test('a branch that is behind is simulated on to the instant that is shown', async ({ page }) => {
  await player.seek(120);
  await menu('main', 'Compare');
  await expect(page.locator('.differences')).toContainText('In B, web-2 to web-5 are Ready; in A they are not there.');
});

test('on a narrow page the two stages are one below the other', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await menu('main', 'Compare');
  const box = async (name: string) => (await page.locator(name).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const [one, other] = [await box('.stage-host:not(.other)'), await box('.stage-host.other')];
  expect(other.y).toBeGreaterThan(one.y + one.height);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test('a reload keeps all branches', async ({ page }) => {
  await page.waitForTimeout(1200);
  await page.reload();
  await player.ask((element) => element.ready);
  await expect.poll(() => player.ask((element) => element.time)).toBeCloseTo(60, 1);
  expect(await player.pods()).toEqual(allReady('web', 2));
  await branch('main').click();
  await expect.poll(() => player.pods()).toEqual(allReady('web', 6));
});

test('undo takes the last command back, redo does it again, and both say so', async ({ page }) => {
  const said = page.locator('.said');
  await player.run('kubectl scale sts web --replicas=3');
  await player.seek(80);
  expect(await player.pods()).toEqual(allReady('web', 3));
  await page.keyboard.press('Control+z');
  await expect(said).toHaveText('Undone: scale sts web --replicas=3');
  expect(await player.ask((element) => element.time)).toBe(60);
  expect(await player.pods()).toEqual(allReady('web', 2));
  await page.keyboard.press('Control+Shift+z');
  await expect(said).toHaveText('Done again: scale sts web --replicas=3');
  await player.seek(80);
  expect(await player.pods()).toEqual(allReady('web', 3));
});

test('undoing what began a branch goes back to where it left', async ({ page }) => {
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('group', { name: 'Branches' })).toBeHidden();
  expect(await player.ask((element) => [element.time, element.duration])).toEqual([20, 60]);
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect(branch('after scale sts web --replicas=2')).toHaveAttribute('aria-pressed', 'true');
});

test('in a field, Ctrl Z is the field’s own', async ({ page }) => {
  const command = page.getByLabel('Command').first();
  await command.pressSequentially('kubectl');
  await command.press('Control+z');
  expect(await player.pods()).toEqual(allReady('web', 2));
  await expect(page.locator('.said')).toBeEmpty();
});
