// Large sets: they are drawn, can be used while they come up, and what takes long says so and can be cancelled.
import { expect, test } from '@playwright/test';
import { PlayerPage } from './support.ts';

test.describe.configure({ timeout: 120_000 });

for (const replicas of [1000, 10_000]) {
  test(`${replicas} replicas come up, and the page answers meanwhile`, async ({ page }) => {
    const player = await new PlayerPage(page).open();
    await player.seek(30);
    await player.run(`kubectl scale sts web --replicas=${replicas}`);
    await player.ask((element) => {
      element.speed = 100;
      element.play();
    });
    await expect.poll(() => player.ask((element) => element.time), { timeout: 30_000 }).toBeGreaterThan(120);
    const command = page.getByLabel('Command').first();
    await command.fill('kubectl get sts');
    await command.press('Enter');
    await expect(page.getByRole('log').first()).toContainText(`/${replicas}`);
    const shown = await page.locator('[data-ordinal]').count();
    expect(shown).toBeGreaterThan(500);
    expect(shown).toBeLessThanOrEqual(3000);
    expect(player.complaints).toEqual([]);
  });
}

test('going far ahead says how far it is, and Escape ends it', async ({ page }) => {
  const player = await new PlayerPage(page).open();
  await player.seek(30);
  await player.run('kubectl scale sts web --replicas=10000');
  await player.ask((element) => {
    element.pause();
    element.seek(30_000);
  });
  await expect(page.getByText(/^simulating… \d+ %$/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText(/^simulating/)).toBeHidden();
  const time = await player.ask((element) => element.time);
  expect(time).toBeLessThan(30_000);
  await page.waitForTimeout(300);
  expect(await player.ask((element) => element.time)).toBe(time);
});
