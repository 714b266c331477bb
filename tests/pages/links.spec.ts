// Links: the page's address is the run and the moment; what comes in such an address is checked like any other input.
import { expect, type Page, test } from '@playwright/test';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { allReady, PlayerPage } from './support.ts';

const linkOf = (data: unknown) => `v1:${deflateRawSync(typeof data === 'string' ? data : JSON.stringify(data)).toString('base64url')}`;
const fragment = (page: Page) => page.evaluate(() => location.hash.slice(1));
// What is in a link; nothing as long as there is none.
const contents = (link: string) => (link === '' ? {} : JSON.parse(inflateRawSync(Buffer.from(link.slice(3), 'base64url')).toString()));

test('the address becomes a link to the run and the moment, which opens it again', async ({ page, context }) => {
  const player = await new PlayerPage(page).open();
  await player.seek(30);
  await player.run('kubectl scale sts web --replicas=2');
  await player.seek(33);
  await expect.poll(async () => contents(await fragment(page)).at).toBe(33);
  const steps = contents(await fragment(page)).scenario.steps.map((step: { kubectl: string }) => step.kubectl);
  expect(steps).toEqual(['apply -f manifest.yaml', 'scale sts web --replicas=2']);

  const other = await context.newPage();
  await other.goto(page.url());
  const opened = new PlayerPage(other);
  await opened.ask((element) => element.ready);
  await expect.poll(() => opened.ask((element) => element.time)).toBe(33);
  expect(await opened.drawn()).toEqual(await player.drawn());
  await expect(other.getByLabel('Manifest text')).toHaveValue(/kind: StatefulSet/);
  expect([...player.complaints, ...opened.complaints]).toEqual([]);
});

test('Share: a link and the embed code, of this moment or of the start, to copy', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const player = await new PlayerPage(page).open();
  await player.seek(12);
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share' });
  await expect(dialog.getByLabel('This moment, 0:12')).toBeChecked();
  await dialog.getByRole('button', { name: 'Copy: Link' }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link.startsWith(page.url().replace(/#.*/, ''))).toBe(true);
  expect(contents(link.replace(/^[^#]*#/, '')).at).toBe(12);
  await expect(dialog.getByLabel('Embed code', { exact: true })).toHaveValue(/<ordinal-player at="12">\n<script type="application\/yaml">\n/);
  await dialog.getByLabel('The start').check();
  await expect(dialog.getByLabel('Embed code', { exact: true })).toHaveValue(/<ordinal-player>\n/);
  await expect.poll(async () => contents((await dialog.getByLabel('Link', { exact: true }).inputValue()).replace(/^[^#]*#/, '')).at).toBe(0);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(player.complaints).toEqual([]);
});

test('the embed code plays the run in another page', async ({ page }) => {
  const player = await new PlayerPage(page).open();
  await player.seek(20);
  await player.run('kubectl delete pod web-0 --wait=false');
  await player.after(2);
  await page.getByRole('button', { name: 'Share' }).click();
  const field = page.getByLabel('Embed code', { exact: true });
  await expect(field).toHaveValue(/<ordinal-player/);
  const code = await field.inputValue();
  const before = await player.drawn('Pod');
  await page.route('**/docs.html', (route) => route.fulfill({ contentType: 'text/html', body: `<!doctype html><meta charset="utf-8">${code}` }));
  await page.goto('./docs.html');
  await player.ask((element) => element.ready);
  expect(await player.drawn('Pod')).toEqual(before);
});

test('a run too long for a link says so, and is kept over a reload all the same', async ({ page }) => {
  const player = await new PlayerPage(page).open();
  const noise = Array.from({ length: 9000 }, (_, index) => `  k${index}: "${Math.sin(index).toString(36).slice(2)}"`).join('\n');
  await player.apply(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: noise}\ndata:\n${noise}\n`);
  await player.seek(25);
  await expect.poll(() => fragment(page)).toBe('');
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByRole('dialog', { name: 'Share' })).toContainText(/too long for a link \(\d+ kB\)/);
  await page.waitForTimeout(1000);
  await page.reload();
  await player.ask((element) => element.ready);
  expect((await player.run('kubectl get cm noise -o name')).stdout).toBe('configmap/noise\n');
});

const script = '<img src=x onerror=alert(1)><script>alert(2)</script>';
const hostile: [string, string, RegExp][] = [
  ['of a newer Ordinal', 'v2:AAAA', /newer Ordinal \(version 2/],
  ['with letters that no link has', 'v1:%%%', /damaged/],
  ['cut short', linkOf({ at: 1, scenario: { steps: [], about: 'x'.repeat(50) + Math.PI } }).slice(0, 30), /damaged/],
  ['that is a bomb', linkOf(' '.repeat(30_000_000)), /more than 2.0 million/],
  ['with something else in it', linkOf('hello'), /not JSON/],
  ['of another shape', linkOf({ at: 0, scenario: [] }), /no scenario/],
  ['with a moment that is none', linkOf({ at: script, scenario: { steps: [] } }), /no time/],
  ['with steps that are none', linkOf({ at: 0, scenario: { steps: [{ [script]: 1 }] } }), /steps\[0\]: does nothing/],
  ['with script for a time', linkOf({ at: 0, scenario: { steps: [{ kubectl: 'get pods', at: script }] } }), /steps\[0\]\.at: is no time/],
  ['with fields of its own', linkOf({ at: 0, scenario: { steps: [], [script]: script } }), /unknown field/],
];

for (const [what, link, message] of hostile) {
  test(`a link ${what} is refused in words, and what was there stays`, async ({ page }) => {
    const player = await new PlayerPage(page).open();
    await player.seek(40);
    await page.evaluate((link) => (location.hash = link), link);
    await expect(page.getByRole('alert')).toContainText(message);
    expect(await player.pods()).toEqual(allReady('web', 4));
    expect(await player.ask((element) => element.time)).toBe(40);
    expect(await page.locator('ordinal-player img').count()).toBe(0);
    expect(player.complaints).toEqual([]);
  });
}

test('50 MB behind the # are refused before anything is read', async ({ page }) => {
  test.slow();
  const player = await new PlayerPage(page).open();
  await player.seek(40);
  // Chromium itself keeps no address of more than 2 MB: the largest that gets through.
  await page.evaluate(() => {
    history.replaceState(null, '', `#v1:${'A'.repeat(1_900_000)}`);
    dispatchEvent(new HashChangeEvent('hashchange', { newURL: location.href }));
  });
  await expect(page.getByRole('alert')).toContainText('too long: it has 1.9 million characters');
  expect(await player.pods()).toEqual(allReady('web', 4));
});

test('a broken link opened first: what is wrong with it, and an example all the same', async ({ page }) => {
  await page.goto('./#v1:broken');
  const player = new PlayerPage(page);
  await player.ask((element) => element.ready);
  await expect(page.getByRole('alert')).toContainText('damaged');
  await expect(player.object('StatefulSet', 'web')).toHaveCount(1);
});

test('script in every text of a link is text', async ({ page }) => {
  const alerts: string[] = [];
  page.on('dialog', (dialog) => {
    alerts.push(dialog.message());
    void dialog.dismiss();
  });
  const steps = [
    { at: '0s', kubectl: ['apply', '-f', script] },
    { at: '1s', marker: { name: script, text: script } },
    { at: '2s', run: ['sh', '-c', script] },
    { at: '3s', node: script, to: 'down' },
    { at: '4s', pod: script, to: 'crashloop' },
  ];
  await page.goto(`./#${linkOf({ at: 4, scenario: { title: script, about: script, files: { [script]: script }, steps } })}`);
  const player = new PlayerPage(page);
  await player.ask((element) => element.ready);
  await player.seek(0);
  await player.seek(5);
  await expect(page.getByRole('region', { name: 'Steps' })).toContainText(script);
  await page.getByRole('button', { name: 'Share' }).click();
  expect(await page.locator('ordinal-player img, ordinal-player script').count()).toBe(0);
  const field = page.getByLabel('Embed code', { exact: true });
  await expect(field).toHaveValue(/<ordinal-player/);
  const code = await field.inputValue();
  expect(code.match(/<script/g)).toHaveLength(2);
  expect(alerts).toEqual([]);
});

test('a link opened in the same page goes there, and back again', async ({ page }) => {
  const player = await new PlayerPage(page).open();
  await player.seek(30);
  const at = async () => contents(await fragment(page)).at;
  await expect.poll(at).toBe(30);
  const first = await fragment(page);
  const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: linked}\n';
  const link = linkOf({ at: 2, scenario: { files: { 'manifest.yaml': manifest }, steps: [{ kubectl: 'apply -f manifest.yaml', at: '0s' }] } });
  await page.evaluate((link) => (location.hash = link), link);
  await expect(page.getByLabel('Manifest text')).toHaveValue(manifest);
  await expect.poll(() => player.ask((element) => element.time)).toBe(2);
  await page.evaluate((link) => (location.hash = link), first);
  await expect.poll(() => player.pods()).toEqual(allReady('web', 4));
});
