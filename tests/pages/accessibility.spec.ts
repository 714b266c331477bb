// For everybody: axe finds nothing, the keyboard does everything, less motion means less motion.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { PlayerPage } from './support.ts';

const schemes = ['light', 'dark'] as const;
const widths = [1280, 390];

for (const colorScheme of schemes) {
  for (const width of widths) {
    test(`axe finds nothing: ${colorScheme}, ${width} wide`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 860 });
      const player = await new PlayerPage(page).open();
      await player.seek(7);
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
      for (const view of ['Terminal', 'Manifest']) {
        await page.getByRole('tab', { name: view }).click();
        const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => [node.target, node.failureSummary])])).toEqual([]);
      }
    });
  }
}

test('the page does not scroll sideways from 360 to 2560 pixels', async ({ page }) => {
  const player = await new PlayerPage(page).open();
  await player.seek(20);
  for (const width of [360, 390, 560, 768, 900, 1024, 1280, 1920, 2560]) {
    await page.setViewportSize({ width, height: 900 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
});

test('the keyboard alone: a menu, a handle, the terminal, the time', async ({ page }) => {
  const player = await new PlayerPage(page).open();
  await player.seek(40);
  const { keyboard } = page;

  await player.object('Pod', 'web-0').focus();
  await keyboard.press('ArrowRight');
  await expect(player.object('Pod', 'web-1')).toBeFocused();
  await keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: /web-1/ })).toBeVisible();
  await keyboard.press('Escape');
  await expect(player.object('Pod', 'web-1')).toBeFocused();

  await page.locator('[data-handle=replicas]').focus();
  await keyboard.press('ArrowLeft');
  await expect(page.getByRole('log')).toContainText('kubectl scale sts web --replicas=3');

  await page.getByRole('slider', { name: 'Time' }).focus();
  await keyboard.press('Home');
  await expect.poll(() => player.ask((element) => element.time)).toBe(0);
  await keyboard.press('End');
  await expect.poll(() => player.ask((element) => element.time)).toBeGreaterThan(30);

  await keyboard.press('/');
  await expect(page.getByLabel('Command')).toBeFocused();
  await keyboard.type('kubectl get pods');
  await keyboard.press('Enter');
  await keyboard.press('ArrowUp');
  await expect(page.getByLabel('Command')).toHaveValue('kubectl get pods');
  await keyboard.press('ArrowUp');
  await expect(page.getByLabel('Command')).toHaveValue('kubectl scale sts web --replicas=3');
});

test('Tab reaches every control, and the focus can be seen', async ({ page }) => {
  const player = await new PlayerPage(page).open();
  await player.seek(40);
  const reached = new Set<string>();
  await page.getByLabel('Example').focus();
  for (let press = 0; press < 60; press += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.querySelector('ordinal-player')?.shadowRoot?.activeElement;
      if (!element) return undefined;
      const outline = getComputedStyle(element).outlineStyle !== 'none' || element.matches('.prompt-input, [data-focus], [data-handle]');
      return { name: element.getAttribute('aria-label') ?? element.textContent ?? '', outline };
    });
    if (!focused) break;
    expect(focused.outline, focused.name).toBe(true);
    reached.add(focused.name);
  }
  for (const name of ['Help', 'Command', 'Play', 'Step back', 'Step forward', 'Speed 4', 'Time', 'Undo', 'Zoom in', 'Go to a moment', 'delete the set']) {
    expect([...reached]).toContain(name);
  }
  const order = [...reached];
  expect(order.indexOf('Terminal'), 'a tab comes before what it shows').toBeLessThan(order.indexOf('Terminal output'));
});

test('with less motion, nothing moves and nothing is lost', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const player = await new PlayerPage(page).open();
  await player.seek(40);
  await player.run('kubectl delete pod web-3 --wait=false');
  await player.after(0.5);
  await expect(player.object('Pod', 'web-3')).toHaveAttribute('data-state', 'Terminating');
  await player.after(10);
  await expect(page.locator('.leave')).toHaveCount(0);
  const running = await page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === 'running').length);
  expect(running).toBe(0);
});
