// The element's basics in Firefox: Playwright drives only a Firefox of its own, which no registry has, so Puppeteer drives the
// one of the machine, by WebDriver BiDi.
import { expect, test } from '@playwright/test';
import puppeteer, { type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { type Host, serve } from './host.ts';
import { type PlayerElement, sites } from './sites.ts';

const firefox = process.env.FIREFOX;

for (const site of sites) {
  test(`${site.name} in Firefox: it loads, plays, scrubs, and is dark when the site is`, async () => {
    test.skip(!firefox, 'there is no Firefox here: install firefox-esr, or name one in FIREFOX');
    const host = await serve(site.folder, site.base);
    const browser = await puppeteer.launch({ browser: 'firefox', executablePath: firefox ?? '', headless: true });
    try {
      await basics(browser, host, site.toggle);
    } finally {
      await browser.close();
      host.close();
    }
  });
}

async function basics(browser: Browser, host: Host, toggle: string): Promise<void> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(host.address);
  const player = await first(page);
  await player.evaluate((element) => element.ready);
  await expect.poll(() => state(player, 'web-2')).toMatch(/ImagePullBackOff|ErrImagePull/);

  const before = await player.evaluate((element) => element.time);
  await player.evaluate((element) => element.play());
  await expect.poll(() => player.evaluate((element) => element.time)).toBeGreaterThan(before);
  await player.evaluate((element) => {
    element.pause();
    element.seek('100%');
  });
  await expect.poll(() => state(player, 'web-2')).toBe('Running');

  await page.$eval(toggle, (button) => (button as HTMLElement).click());
  await expect.poll(() => player.evaluate((element) => getComputedStyle(element).colorScheme)).toBe('dark');
  // Firefox holds links that a site's own script prefetches against default-src: for the site to allow, if it wants to.
  expect(complaints.filter((complaint) => !complaint.includes('(default-src)'))).toEqual([]);
}

async function first(page: Page): Promise<ElementHandle<PlayerElement>> {
  const found = await page.waitForSelector('ordinal-player');
  return found as unknown as ElementHandle<PlayerElement>;
}

// A pod's state as the picture has it.
function state(player: ElementHandle<PlayerElement>, pod: string): Promise<string | null | undefined> {
  const ask = (element: PlayerElement, pod: string) =>
    element.shadowRoot?.querySelector(`[data-kind="Pod"][data-name="${pod}"]:not(.leave)`)?.getAttribute('data-state');
  return player.evaluate(ask, pod);
}
