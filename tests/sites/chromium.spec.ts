// The element in real documentation sites, in Chromium: it plays, scrubs, follows the site's theme, and needs nothing of the
// site's policy but what README says.
import { expect, type Page, test } from '@playwright/test';
import { type Host, policyFor, serve } from './host.ts';
import { type PlayerElement, sites } from './sites.ts';

// A player of the page, with what the tests ask of it.
function player(page: Page, at: number) {
  const element = page.locator('ordinal-player').nth(at);
  const ask = <T>(question: (player: PlayerElement) => T | Promise<T>): Promise<T> => element.evaluate(question as never);
  const pod = (name: string) => element.locator(`[data-kind="Pod"][data-name="${name}"]:not(.leave)`);
  return { element, ask, pod };
}

for (const site of sites) {
  test.describe(site.name, () => {
    let host: Host;
    const complaints: string[] = [];

    test.beforeAll(async () => {
      host = await serve(site.folder, site.base);
    });
    test.afterAll(() => host.close());

    test.beforeEach(async ({ page }) => {
      complaints.length = 0;
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('request', (request) => request.url().startsWith(new URL(host.address).origin) || complaints.push(request.url()));
      await page.goto(host.address);
      await player(page, 0).ask((element) => element.ready);
    });
    test.afterEach(() => expect(complaints).toEqual([]));

    test('shows the moment that the text speaks of, and plays on from there', async ({ page }) => {
      const { ask, pod } = player(page, 0);
      await expect(pod('web-2')).toHaveAttribute('data-state', /ImagePullBackOff|ErrImagePull/);
      await expect(pod('web-1')).toHaveAttribute('data-ready', 'true');
      const before = await ask((element) => element.time);
      await ask((element) => element.play());
      await expect.poll(() => ask((element) => element.time)).toBeGreaterThan(before);
    });

    test('scrubs to any moment', async ({ page }) => {
      const { ask, pod } = player(page, 0);
      await ask((element) => element.seek(0));
      await expect(pod('web-2')).toHaveCount(0);
      await ask((element) => element.seek('100%'));
      await expect(pod('web-2')).toHaveAttribute('data-ready', 'true');
    });

    test('has several on a page that do not know of each other', async ({ page }) => {
      const [one, two] = [player(page, 0), player(page, 1)];
      await two.element.scrollIntoViewIfNeeded();
      await two.ask((element) => element.ready);
      const before = await one.ask((element) => element.time);
      await two.ask((element) => element.seek(30));
      await expect.poll(() => two.ask((element) => element.time)).toBeCloseTo(30, 1);
      expect(await one.ask((element) => element.time)).toBe(before);
    });

    test('is dark when the site is', async ({ page }) => {
      const { element } = player(page, 0);
      const ink = () => element.locator('[data-kind="Pod"] text').first().evaluate((text) => getComputedStyle(text).fill);
      const light = await ink();
      await page.locator(site.toggle).first().click();
      await expect.poll(() => element.evaluate((host) => getComputedStyle(host).colorScheme)).toBe('dark');
      expect(await ink()).not.toBe(light);
    });

    test('works on a page in a folder, and when one comes back from there', async ({ page }) => {
      await page.getByRole('link', { name: site.further }).click();
      await expect(page.locator('ordinal-player')).toHaveCount(1);
      const further = player(page, 0);
      await further.ask((element) => element.ready);
      await further.ask((element) => element.seek(8));
      await expect(further.pod('web-3')).toHaveCount(1);
      await page.goBack();
      await expect(page.locator('ordinal-player')).toHaveCount(2);
      await player(page, 0).ask((element) => element.ready);
      await expect(player(page, 0).pod('web-2')).toHaveCount(1);
    });
  });
}

test('the policy of a site has hashes for what it has inline, and nothing looser', () => {
  const policy = policyFor('<p style="a:b"><script>1</script><script src="x.js"></script><style>p{}</style>');
  expect(policy.match(/sha256-/g)).toHaveLength(3);
  expect(policy.replace("'wasm-unsafe-eval'", '')).not.toMatch(/unsafe-(inline|eval)/);
});
