// A crash of the model, which there should be none of: made here by calling the model from within its own drawing, which
// it forbids. Nothing in the page itself knows how to crash.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { PlayerPage } from './support.ts';

async function crash(page: Page): Promise<void> {
  await page.evaluate(() => {
    const player = document.querySelector('ordinal-player') as (HTMLElement & { seek(time: number): void; play(): void }) | null;
    const { setAttribute } = Element.prototype;
    // The model's patcher is the only one that sets this attribute.
    Element.prototype.setAttribute = function (name, value) {
      if (name === 'transform') {
        Element.prototype.setAttribute = setAttribute;
        player?.seek(1);
      }
      setAttribute.call(this, name, value);
    };
    player?.play();
  });
  await expect(page.getByRole('heading', { name: 'The simulation has failed' })).toBeFocused();
}

test('a crash says what happened, keeps everything, and starts afresh with the manifest', async ({ page }) => {
  test.slow();
  const player = await new PlayerPage(page).open();
  await player.seek(9.5);
  await player.run('kubectl scale sts web --replicas=2');
  const screen = page.getByRole('region', { name: 'The simulation has failed', exact: true });
  await crash(page);
  await page.locator('summary', { hasText: 'Your commands' }).click();
  await expect(screen).toContainText('kubectl scale sts web --replicas=2');
  await page.locator('summary', { hasText: 'What happened' }).click();
  await expect(screen).toContainText('borrowed');
  await page.screenshot({ path: `${test.info().project.outputDir}/looks/crash.png` });
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target)])).toEqual([]);
  await page.getByRole('button', { name: 'Start afresh with your manifest' }).click();
  await expect(page.getByRole('heading', { name: 'The simulation has failed' })).toHaveCount(0);
  await expect.poll(() => player.ask((element) => element.time)).toBe(0);
  await player.seek(30);
  expect(await player.pods()).toHaveLength(4);
});

test('after a reload, what the crash left can be had', async ({ page }) => {
  test.slow();
  const player = await new PlayerPage(page).open();
  const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mine}\n';
  await player.write(manifest);
  await player.seek(9.5);
  await crash(page);
  await page.reload();
  await player.ask((element) => element.ready);
  await page.getByRole('button', { name: 'Bring the manifest back' }).click();
  await expect.poll(() => player.written()).toContain('name: mine');
});
