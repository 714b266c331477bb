// Screenshots to look at, in tests/results: wide and narrow, light and dark, at moments that tell something.
import { expect, test } from '@playwright/test';
import { PlayerPage } from './support.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [width, height] of [[1280, 860], [390, 844]] as const) {
    test(`${width} wide, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      const player = await new PlayerPage(page).open();
      const shoot = (moment: string) => page.screenshot({ path: `${test.info().project.outputDir}/looks/${moment}-${width}-${colorScheme}.png` });
      await player.seek(10);
      await shoot('creating');
      await player.seek(30);
      await player.run('kubectl scale sts web --replicas=3');
      await player.after(8);
      await player.run('kubectl set image sts/web nginx=nginx:1.29');
      await player.after(4);
      await shoot('updating');
      await player.object('Pod', 'web-0').click();
      await expect(page.getByRole('dialog', { name: /web-0/ })).toBeVisible();
      await shoot('menu');
      await page.keyboard.press('Escape');
      await page.getByRole('tab', { name: 'Manifest' }).click();
      await shoot('manifest');
      expect(player.complaints).toEqual([]);
    });
  }
}
