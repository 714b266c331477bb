// Hosts as they are: wrong types, missing files, policies that forbid, other origins. It runs, or says what is the matter.
import { expect, type Page, type Route, test } from '@playwright/test';
import { embed, manifest, policy, ready } from './embedding.ts';
import { PlayerPage } from './support.ts';

const player = `<ordinal-player><script type="application/yaml">${manifest(1)}</script></ordinal-player>`;
const wasm = '**/*.wasm';

// Answers with what the host has, changed.
const changed = (page: Page, pattern: string, change: Parameters<Route['fulfill']>[0]) =>
  page.route(pattern, async (route) => route.fulfill({ response: await route.fetch(), ...change }));

test('below a sub-path, under the strict policy, it asks nobody else for anything', async ({ page, baseURL }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const opened = await new PlayerPage(page).open();
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByRole('dialog', { name: 'Share' })).toBeVisible();
  expect(asked.filter((url) => !url.startsWith(baseURL ?? ''))).toEqual([]);
  expect(opened.complaints).toEqual([]);
});

test('what it loads is named by its contents, but for the one file that pages name', async ({ page, baseURL }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url().slice(baseURL?.length ?? 0)));
  await embed(page, player);
  await ready(page);
  const others = asked.filter((path) => !['docs.html', 'ordinal-player.js'].includes(path));
  expect(others.length).toBeGreaterThan(0);
  for (const path of others) expect(path).toMatch(/^assets\/[\w.-]+-[\w-]{8}\.(js|wasm|css)$/);
});

for (const type of ['application/octet-stream', 'text/plain']) {
  test(`wasm served as ${type} runs`, async ({ page }) => {
    await changed(page, wasm, { headers: { 'content-type': type } });
    await embed(page, player);
    await expect((await ready(page)).locator('[data-kind=StatefulSet]')).toHaveCount(1);
  });
}

// The element in a page, when it cannot start: what it says, and that a static picture is still there.
async function told(page: Page, csp = policy): Promise<string> {
  await embed(page, player.replace('<script', '<p id="picture">A picture</p><script'), {}, csp);
  const alert = page.locator('ordinal-player').getByRole('alert');
  await expect(alert).toBeVisible({ timeout: 15_000 });
  await expect(page.locator('#picture')).toBeVisible();
  return alert.innerText();
}

test('a policy without wasm-unsafe-eval: names it', async ({ page }) => {
  expect(await told(page, policy.replace(" 'wasm-unsafe-eval'", ''))).toMatch(/Content-Security-Policy forbids WebAssembly[\s\S]*'wasm-unsafe-eval' to script-src/);
});

test('a policy that forbids loading: names the directive', async ({ page }) => {
  expect(await told(page, policy.replace("connect-src 'self'", "connect-src 'none'"))).toMatch(/forbids loading \S+\.wasm[\s\S]*'self' to connect-src/);
});

test('a missing file: names it', async ({ page }) => {
  await page.route(wasm, (route) => route.fulfill({ status: 404 }));
  expect(await told(page)).toMatch(/answers 404 for \S+\.wasm[\s\S]*whole folder dist/);
});

test('a page instead of the file: says that it is missing', async ({ page }) => {
  await page.route(wasm, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
  expect(await told(page)).toMatch(/sends something else \(text\/html\)/);
});

test('a file of another origin that does not allow it: says CORS', async ({ page, baseURL }) => {
  // The scripts of another host may be read by everybody, its wasm by one site only.
  const readers = (path: string) => ({ 'access-control-allow-origin': path.endsWith('.wasm') ? 'https://own.test' : '*' });
  await page.route('https://cdn.test/**', async (route) => {
    const path = new URL(route.request().url()).pathname.slice(1);
    const response = await page.request.fetch(new URL(path, baseURL).href);
    await route.fulfill({ response, headers: { 'content-type': response.headers()['content-type'] ?? '', ...readers(path) } });
  });
  await page.route('**/docs.html', (route) => route.fulfill({ contentType: 'text/html', body: `<script type="module" src="https://cdn.test/ordinal-player.js"></script>${player}` }));
  await page.goto('./docs.html');
  await expect(page.getByRole('alert')).toContainText(/cdn\.test does not let other sites read \S+\.wasm \(CORS\)/);
});

test('a browser without WebAssembly: says so', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'));
  expect(await told(page)).toMatch(/has no WebAssembly/);
});

test('scripts that do not come at all: the page says what may be the matter', async ({ page }) => {
  await page.route(/assets\/(?!start)[^/]*\.js$/, (route) => route.fulfill({ status: 404 }));
  await page.goto('./');
  await expect(page.getByRole('alert')).toContainText(/could not be loaded[\s\S]*assets/);
});

test('scripts with the wrong type: the page names it', async ({ page }) => {
  await changed(page, '**/assets/*.js', { headers: { 'content-type': 'text/plain' } });
  await page.goto('./');
  await expect(page.getByRole('alert')).toContainText(/“text\/plain”[\s\S]*“text\/javascript”/);
});
