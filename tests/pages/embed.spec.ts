// The element in somebody's page: its attributes, what it plays and when, what it tells, and that it leaves the page alone.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { ask, embed, lesson, manifest, ready } from './embedding.ts';

const inline = (text: string) => `<script type="application/yaml">${text}</script>`;
const player = (attributes = '', content = inline(manifest())) => `<ordinal-player ${attributes}>${content}</ordinal-player>`;

const problems: string[] = [];
test.beforeEach(({ page }) => {
  problems.length = 0;
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && problems.push(message.text()));
});

test('a manifest in the page is shown from its start, and waits to be played', async ({ page }) => {
  await embed(page, player());
  const element = await ready(page);
  expect(await ask(element, (it) => [it.time, it.paused])).toEqual([0, true]);
  expect(await ask(element, (it) => it.duration)).toBeGreaterThan(5);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(() => ask(element, (it) => it.time)).toBeGreaterThan(0.5);
  await expect(element.getByRole('log')).toContainText('statefulset.apps/web created');
  expect(problems).toEqual([]);
});

test('a scenario by its address starts at a named moment, whose sentence is shown', async ({ page }) => {
  await embed(page, player('src="lesson.yaml" at="all ready"', ''), { 'lesson.yaml': lesson() });
  const element = await ready(page);
  await expect(element.locator('[data-kind=Pod][data-ready=true]')).toHaveCount(3);
  await expect(element.getByRole('region', { name: 'Steps' })).toContainText('All ready Each pod waited for the one before it.');
  await expect(element.getByRole('region', { name: 'Steps' })).toContainText('1 of 2');
});

test('Next plays on to the next named moment, Next again goes there at once, Back returns', async ({ page }) => {
  await embed(page, player('src="lesson.yaml" controls="minimal" speed="8"', ''), { 'lesson.yaml': lesson() });
  const element = await ready(page);
  const steps = element.getByRole('region', { name: 'Steps' });
  await expect(steps).toContainText('In order Three pods, one after the other.');
  await expect(steps.getByRole('button', { name: 'Back' })).toBeDisabled();
  const played = ask(element, (it) => new Promise<boolean>((tell) => it.addEventListener('play', () => tell(!it.paused), { once: true })));
  await steps.getByRole('button', { name: 'Next' }).click();
  expect(await played).toBe(true);
  await expect(steps).toContainText('1 of 2');
  await expect.poll(() => ask(element, (it) => it.paused)).toBe(true);
  // Slowly, so that it is still on the way at the second press.
  await ask(element, (it) => void (it.speed = 0.1));
  await steps.getByRole('button', { name: 'Next' }).click();
  await steps.getByRole('button', { name: 'Next' }).click();
  await expect(steps).toContainText('2 of 2');
  await expect(steps).toContainText('<img src=x onerror=alert(1)>');
  await expect(steps.getByRole('button', { name: 'Next' })).toBeDisabled();
  await steps.getByRole('button', { name: 'Back' }).click();
  await expect(steps).toContainText('1 of 2');
  expect(problems).toEqual([]);
});

test('markers by the attribute are moments like the scenario’s, and it stops at them where asked', async ({ page }) => {
  await embed(page, player('markers="2s Two: after two seconds; 50% Half" pause-on-markers speed="8"'));
  const element = await ready(page);
  const [told] = await ask(element, async (it) => {
    const told: unknown[] = [];
    it.addEventListener('marker', (event) => told.push({ ...(event as CustomEvent).detail }));
    it.play();
    await new Promise((stopped) => it.addEventListener('pause', stopped, { once: true }));
    return told.filter((each) => 'index' in (each as object));
  });
  expect(told).toEqual({ time: 2, label: 'Two', text: 'after two seconds', index: 0 });
  expect(await ask(element, (it) => it.time)).toBe(2);
  await ask(element, (it) => it.seek('Half'));
  await expect.poll(async () => (await ask(element, (it) => it.time)) * 2).toBeCloseTo(await ask(element, (it) => it.duration), 1);
});

test('a poster is shown until it is played from where it starts', async ({ page }) => {
  await embed(page, player('poster="100%" at="1s"'));
  const element = await ready(page);
  await expect(element.locator('[data-kind=Pod][data-ready=true]')).toHaveCount(3);
  // Slowly, so that it is still near where it starts when it is asked.
  await ask(element, (it) => {
    it.speed = 0.1;
    it.play();
  });
  await expect.poll(() => ask(element, (it) => it.time)).toBeLessThan(3);
  expect(await ask(element, (it) => it.time)).toBeGreaterThanOrEqual(1);
});

test('at its end it has ended and stops, or begins again', async ({ page }) => {
  await embed(page, player('speed="60"'));
  const element = await ready(page);
  await ask(element, (it) => {
    const ended = new Promise((resolve) => it.addEventListener('ended', resolve, { once: true }));
    it.play();
    return ended.then(() => {});
  });
  expect(await ask(element, (it) => it.paused)).toBe(true);
  await ask(element, async (it) => {
    it.setAttribute('loop', '');
    it.play();
    for (let round = 0; round < 2; round += 1) await new Promise((resolve) => it.addEventListener('ended', resolve, { once: true }));
  });
  expect(await ask(element, (it) => it.paused)).toBe(false);
});

test('it plays by itself only once it is in view, and waits while it is out of it', async ({ page }) => {
  await embed(page, `${'<p>Text</p>'.repeat(120)}${player('autoplay')}`);
  const element = await ready(page);
  await page.waitForTimeout(400);
  expect(await ask(element, (it) => [it.time, it.paused])).toEqual([0, true]);
  await element.scrollIntoViewIfNeeded();
  await expect.poll(() => ask(element, (it) => it.time)).toBeGreaterThan(0.2);
  await page.evaluate(() => scrollTo(0, 0));
  await expect.poll(() => ask(element, (it) => it.paused)).toBe(true);
  await element.scrollIntoViewIfNeeded();
  await expect.poll(() => ask(element, (it) => it.paused)).toBe(false);
});

test('with less motion it plays by itself only where that is asked for', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await embed(page, player('autoplay') + player('autoplay="always"'));
  const [quiet, eager] = [page.locator('ordinal-player').first(), page.locator('ordinal-player').last()];
  await ask(quiet, (it) => it.ready);
  await eager.scrollIntoViewIfNeeded();
  await expect.poll(() => ask(eager, (it) => it.time)).toBeGreaterThan(0.2);
  expect(await ask(quiet, (it) => it.paused)).toBe(true);
});

test('what an attribute cannot mean is named on the console, and the default holds', async ({ page }) => {
  await embed(page, player('speed="fast" controls="some" at="nowhere" idle-limit="-1"'));
  const element = await ready(page);
  expect(await ask(element, (it) => [it.speed, (it as unknown as { controls: string }).controls, it.time])).toEqual([1, 'full', 0]);
  for (const part of ['speed="fast"', 'controls="some"', 'idle-limit="-1"', '"nowhere"']) expect(problems.join('\n')).toContain(part);
  expect(problems).toHaveLength(4);
});

test('properties and attributes are the same thing', async ({ page }) => {
  await embed(page, player());
  const element = await ready(page);
  const read = await ask(element, (it) => {
    const all = it as unknown as Record<string, unknown>;
    Object.assign(all, { controls: 'minimal', loop: true, idleLimit: 4, at: 3, terminal: true, theme: 'dark', height: 420 });
    return [it.outerHTML.slice(0, it.outerHTML.indexOf('>')), all['loop'], all['idleLimit'], all['terminal'], all['height'], it.time];
  });
  expect(read[0]).toContain('controls="minimal"');
  expect(read[0]).toContain('idle-limit="4"');
  expect(read.slice(1)).toEqual([true, 4, true, '420px', 3]);
  await expect(element).toHaveAttribute('data-theme', 'dark');
  expect((await element.boundingBox())?.height).toBeCloseTo(422, 0);
});

test('create() makes the same from a program', async ({ page }) => {
  await embed(page, '<div id="here"></div>', { 'lesson.yaml': lesson() });
  await page.evaluate(async (data) => {
    const { create } = await import(new URL('ordinal-player.js', document.baseURI).href);
    const here = document.getElementById('here') as HTMLElement;
    const one = create('lesson.yaml', here, { controls: 'none', poster: 'All ready' });
    const other = create({ data }, here, { controls: 'minimal', loop: true });
    await Promise.all([one.ready, other.ready]);
  }, manifest(2, 'db'));
  await expect(page.locator('ordinal-player').first().locator('[data-kind=Pod][data-ready=true]')).toHaveCount(3);
  await expect(page.locator('ordinal-player').last().locator('[data-kind=StatefulSet]')).toHaveAttribute('data-name', 'db');
});

test('several on a page, and its script loaded twice', async ({ page }) => {
  await embed(page, `${player()}${player('', inline(manifest(2, 'db')))}<script type="module" src="ordinal-player.js?again"></script>`);
  const [first, second] = [page.locator('ordinal-player').first(), page.locator('ordinal-player').last()];
  await ask(first, (it) => it.ready);
  await ask(second, (it) => it.ready);
  await ask(second, (it) => it.run('kubectl delete sts --all'));
  await expect(second.locator('[data-kind=StatefulSet]:not(.leave)')).toHaveCount(0);
  await expect(first.locator('[data-kind=StatefulSet]')).toHaveAttribute('data-name', 'web');
  expect(problems).toEqual([]);
});

test('moved, it goes on; removed, it frees its model; put back, it is where it was', async ({ page }) => {
  await embed(page, `<div id="other"></div>${player()}`);
  const element = await ready(page);
  await ask(element, (it) => it.seek(4));
  await ask(element, (it) => void document.getElementById('other')?.append(it));
  expect(await ask(element, (it) => it.time)).toBe(4);
  await page.evaluate(async () => {
    const it = document.querySelector('ordinal-player') as HTMLElement;
    it.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (it.shadowRoot?.querySelector('svg.drawing')) throw new Error('the model still draws');
    document.body.append(it);
  });
  await expect.poll(() => ask(element, (it) => it.time)).toBe(4);
  await expect(element.locator('[data-kind=StatefulSet]')).toHaveAttribute('data-name', 'web');
  expect(problems).toEqual([]);
});

test('the page keeps its keys, its address and its storage', async ({ page }) => {
  await embed(page, `<p>Text</p>${player()}`);
  const element = await ready(page);
  await page.getByText('Text', { exact: true }).click();
  await page.keyboard.press('.');
  expect(await ask(element, (it) => it.time)).toBe(0);
  await ask(element, (it) => it.run('kubectl scale sts web --replicas=1'));
  await page.waitForTimeout(1200);
  expect(await page.evaluate(() => [location.hash, sessionStorage.length, localStorage.length])).toEqual(['', 0, 0]);
  await ask(element, (it) => it.seek(5));
  await expect.poll(() => ask(element, (it) => it.time)).toBe(5);
  await element.getByRole('button', { name: 'Play', exact: true }).focus();
  await page.keyboard.press(',');
  await expect.poll(() => ask(element, (it) => it.time)).toBeLessThan(5);
});

test('a static picture stands in while it loads, and where nothing runs', async ({ page, browser }) => {
  const picture = '<p id="picture">A picture of three pods</p>';
  await page.route('**/*.wasm', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 800));
    await route.continue();
  });
  await embed(page, player('', `${picture}${inline(manifest())}`));
  await expect(page.locator('#picture')).toBeVisible();
  await ready(page);
  await expect(page.locator('#picture')).toBeHidden();

  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: test.info().project.use.baseURL ?? '' });
  const still = await context.newPage();
  await embed(still, player('', picture));
  await expect(still.locator('#picture')).toBeVisible();
  await context.close();
});

const sources: [string, { body?: string | Buffer; status?: number; headers?: Record<string, string> }, RegExp][] = [
  ['a file that is not there', { status: 404 }, /answers 404, there is no such file/],
  ['bytes that are no text', { body: Buffer.from([0xff, 0xfe, 0, 1]) }, /is not text/],
  ['a web page', { body: '<!doctype html><title>Home</title>' }, /is a web page, not a manifest/],
  ['50 MB', { body: Buffer.alloc(50_000_000, 'a') }, /more than 10 MiB/],
  ['no YAML', { body: 'a: [1, 2' }, /no manifest and no scenario: .*yaml/i],
  ['a scenario with a step that does nothing', { body: 'steps: [{}]' }, /steps\[0\]: does nothing/],
];

for (const [what, answer, message] of sources) {
  test(`src is ${what}: it says so`, async ({ page }) => {
    await embed(page, player('src="run.yaml"', ''), { 'run.yaml': answer });
    const element = await ready(page);
    await expect(element.getByRole('alert')).toContainText(message);
  });
}

test('src of another site that does not allow it: it says CORS', async ({ page }) => {
  await page.route('https://elsewhere.test/**', (route) => route.fulfill({ body: manifest(), headers: { 'access-control-allow-origin': 'https://own.test' } }));
  await embed(page, player('src="https://elsewhere.test/run.yaml"', ''), {}, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src *");
  const element = await ready(page);
  await expect(element.getByRole('alert')).toContainText('elsewhere.test does not let other sites read /run.yaml');
});

test('a manifest that kubectl refuses: what is wrong with it', async ({ page }) => {
  await embed(page, player('controls="minimal"', inline(manifest().replace('replicas: 3', 'replicas: -3'))));
  const element = await ready(page);
  await expect(element.getByRole('alert')).toContainText('spec.replicas: Invalid value: -3');
});

test('long idleness is shortened where asked', async ({ page }) => {
  const idle = `files: {web.yaml: ${JSON.stringify(manifest(1))}}\nsteps: [{kubectl: apply -f web.yaml}, {wait: 10m}, {kubectl: scale sts web --replicas=2}]`;
  await embed(page, player('idle-limit="3" speed="10"', inline(idle)));
  const element = await ready(page);
  await ask(element, (it) => it.play());
  await expect.poll(() => ask(element, (it) => it.time)).toBeGreaterThan(600);
});

test('themes: the page’s choice, the attribute, custom properties and parts', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await embed(page, player() + player('theme="light"', inline(manifest(1))));
  const ground = (index: number) => page.locator('ordinal-player').nth(index).evaluate((it) => getComputedStyle(it).backgroundColor);
  expect(await ground(0)).not.toBe(await ground(1));
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('ordinal-player { --bg: rgb(1, 2, 3) } ordinal-player::part(sentence) { color: rgb(4, 5, 6) }');
    document.adoptedStyleSheets = [sheet];
  });
  expect(await ground(0)).toBe('rgb(1, 2, 3)');
  expect(await page.locator('ordinal-player').first().locator('.say').evaluate((it) => getComputedStyle(it).color)).toBe('rgb(4, 5, 6)');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`looks and axe, ${colorScheme}`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme });
    await embed(page, player('src="lesson.yaml" at="All ready"', ''), { 'lesson.yaml': lesson() });
    const element = await ready(page);
    for (const width of [320, 480, 700, 1000]) {
      await page.setViewportSize({ width: width + 32, height: 900 });
      for (const controls of ['none', 'minimal', 'full']) {
        await ask(element, (it, controls) => it.setAttribute('controls', controls), controls);
        await page.waitForTimeout(150);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width + 32);
        await page.screenshot({ path: `${test.info().project.outputDir}/looks/embed-${controls}-${width}-${colorScheme}.png`, fullPage: true });
        if (width !== 480) continue;
        const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => [node.target, node.failureSummary])])).toEqual([]);
      }
    }
  });
}
