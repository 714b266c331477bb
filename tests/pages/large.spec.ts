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

test('a thousand slots are seen at once, and come some at a time for whoever presses or reads them', async ({ page }) => {
  const player = await new PlayerPage(page).open();
  await player.seek(30);
  const seen = await player.ask(async (element) => {
    void element.run('kubectl scale sts web --replicas=1000');
    element.play();
    const count = (what: string) => element.shadowRoot?.querySelectorAll(what).length ?? 0;
    const frames: { rows: number; slots: number }[] = [];
    for (let frame = 0; frame < 600 && count('[data-ordinal]') < 1000; frame += 1) {
      frames.push({ rows: count('.cells'), slots: count('[data-ordinal]') });
      await new Promise(requestAnimationFrame);
    }
    return { frames: frames.filter(({ rows }) => rows > 0), slots: count('[data-ordinal]'), rows: count('.cells') };
  });
  expect(seen.slots).toBe(1000);
  expect(new Set(seen.frames.map(({ slots }) => slots)).size).toBeGreaterThan(3);
  expect(new Set(seen.frames.map(({ rows }) => rows))).toEqual(new Set([seen.rows]));
});

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
