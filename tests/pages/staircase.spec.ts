// The staircase: zoomed and moved by wheel, fingers, keys and buttons; steps; moments to jump to.
import { expect, test } from '@playwright/test';
import { PlayerPage } from './support.ts';

// The staircase is in sight, so that the mouse reaches it.
test.use({ viewport: { width: 1280, height: 1000 } });

let player: PlayerPage;

test.beforeEach(async ({ page }) => {
  player = await new PlayerPage(page).open();
  await player.seek(20);
  await player.run('kubectl scale sts web --replicas=2');
  await player.seek(58);
});

test.afterEach(() => expect(player.complaints).toEqual([]));

// The first and the last second that the staircase shows.
async function seen(): Promise<[number, number]> {
  const slider = player.page.getByRole('slider', { name: 'Time' });
  const edge = async (name: string) => Number(await slider.getAttribute(name)) / 1000;
  return [await edge('aria-valuemin'), await edge('aria-valuemax')];
}

const chart = () => player.page.locator('.staircase-host:not(.other)');

async function place(share: number, y: 'lanes' | 'ruler' = 'lanes'): Promise<{ x: number; y: number }> {
  await chart().scrollIntoViewIfNeeded();
  const box = await chart().boundingBox();
  if (!box) throw new Error('there is no staircase');
  return { x: box.x + box.width * share, y: box.y + box.height - (y === 'ruler' ? 10 : 60) };
}

test('keys and buttons zoom about the playhead, and show everything again', async ({ page }) => {
  expect(await seen()).toEqual([0, 60]);
  await page.keyboard.press('+');
  expect(await seen()).toEqual([29, 59]);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  expect((await seen())[1] - (await seen())[0]).toBe(15);
  await page.keyboard.press('-');
  expect((await seen())[1] - (await seen())[0]).toBe(30);
  await page.keyboard.press('0');
  expect(await seen()).toEqual([0, 60]);
});

test('the wheel zooms with Ctrl where the pointer is, and the page scrolls without', async ({ page }) => {
  const at = await place(0.5);
  await page.mouse.move(at.x, at.y);
  await page.mouse.wheel(0, -400);
  expect(await seen()).toEqual([0, 60]);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -400);
  await page.keyboard.up('Control');
  await expect.poll(async () => (await seen())[1] - (await seen())[0]).toBeLessThan(45);
  const [from, to] = await seen();
  expect(from).toBeGreaterThan(5);
  expect(to).toBeLessThan(55);
});

test('dragged along the ruler a part moves; dragged along the lanes the playhead does', async ({ page }) => {
  await page.keyboard.press('+');
  const [from] = await seen();
  const [ruler, lanes] = [await place(0.4, 'ruler'), await place(0.5)];
  await page.mouse.move(ruler.x, ruler.y);
  await page.mouse.down();
  await page.mouse.move(ruler.x + 200, ruler.y, { steps: 4 });
  await page.mouse.up();
  expect((await seen())[0]).toBeLessThan(from - 2);
  expect(await player.ask((element) => element.time)).toBe(58);
  await page.mouse.click(lanes.x, lanes.y);
  expect(await player.ask((element) => element.time)).toBeLessThan(50);
});

test('a part follows the playhead when that leaves it', async ({ page }) => {
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await player.seek(5);
  const [from, to] = await seen();
  expect(from).toBeLessThanOrEqual(5);
  expect(to).toBeGreaterThanOrEqual(5);
});

test('two fingers zoom', async ({ page }) => {
  const client = await page.context().newCDPSession(page);
  const [left, right] = [await place(0.4), await place(0.6)];
  const touch = (type: string, spread: number) =>
    client.send('Input.dispatchTouchEvent', {
      type: type as 'touchStart',
      touchPoints: type === 'touchEnd' ? [] : [{ id: 1, x: left.x - spread, y: left.y }, { id: 2, x: right.x + spread, y: right.y }],
    });
  await touch('touchStart', 0);
  for (let spread = 20; spread <= 200; spread += 20) await touch('touchMove', spread);
  await touch('touchEnd', 0);
  await expect.poll(async () => (await seen())[1] - (await seen())[0]).toBeLessThan(45);
});

test('idle stretches are drawn short where one likes', async ({ page }) => {
  await player.seek(280);
  await expect(page.locator('.idle-band')).toHaveCount(0);
  await page.keyboard.press('i');
  await expect(page.locator('.idle-band')).not.toHaveCount(0);
  await page.getByRole('button', { name: 'Draw idle stretches short' }).click();
  await expect(page.locator('.idle-band')).toHaveCount(0);
});

test('a step goes to the next event, decision or command, as one chooses', async ({ page }) => {
  const time = () => player.ask((element) => element.time);
  await player.seek(1);
  await page.keyboard.press('}');
  expect(await time()).toBe(20);
  await page.keyboard.press(']');
  const decided = await time();
  expect(decided).toBeGreaterThan(20);
  expect(decided).toBeLessThan(21);
  await page.getByLabel('Step to the next').selectOption('command');
  await page.getByRole('button', { name: 'Step back' }).click();
  expect(await time()).toBe(20);
  await page.getByRole('button', { name: 'Step back' }).click();
  expect(await time()).toBe(0);
});

test('one jumps to a moment from a list, by keyboard', async ({ page }) => {
  await page.keyboard.press('g');
  const dialog = page.getByRole('dialog', { name: 'Go to a moment' });
  await expect(dialog.locator('.item')).toHaveText([/0:00\.0.*apply/, /0:20\.0.*scale sts web --replicas=2/]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect.poll(() => player.ask((element) => element.time)).toBe(20);
  await page.getByRole('button', { name: 'Go to a moment' }).click();
  await dialog.getByLabel('What the controller decided').check();
  await expect(dialog.locator('.item').first()).toContainText('Creates web-0.');
});

test('the words of marks do not lie on one another', async ({ page }) => {
  for (const replicas of [5, 3, 4, 6]) {
    await player.run(`kubectl scale sts web --replicas=${replicas}`);
    await player.after(1.2);
  }
  const boxes = await page.locator('.staircase .mark text').evaluateAll((texts) => texts.map((text) => text.getBoundingClientRect()).map(({ left, right }) => ({ left, right })));
  const sorted = boxes.sort((one, other) => one.left - other.left);
  for (const [index, box] of sorted.entries()) expect(box.left).toBeGreaterThanOrEqual((sorted[index - 1]?.right ?? 0) - 1);
});
