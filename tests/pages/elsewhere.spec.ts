// The element where there is no site of ours around it: as one file without a server, and as an npm package.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { PlayerPage } from './support.ts';

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ordinal-'));
});

test.afterEach(() => rmSync(folder, { recursive: true }));

test('one file is enough, from a disk', async ({ page }, { config }) => {
  copyFileSync(join(config.rootDir, '../../dist/ordinal-player.single.js'), join(folder, 'ordinal-player.single.js'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>x</title><script src="ordinal-player.single.js"></script><ordinal-player at="12"></ordinal-player>');
  const player = new PlayerPage(page);
  await page.goto(pathToFileURL(join(folder, 'index.html')).href);
  await player.ask((player) => player.ready);
  await expect(player.object('Pod', 'web-0')).toBeVisible();
  expect((await player.run('kubectl get statefulset web -o name')).stdout).toBe('statefulset.apps/web\n');
  expect(player.complaints).toEqual([]);
});

test('the npm package works in a plain Vite project', async ({ page }, { config }) => {
  test.setTimeout(300_000);
  const npm = (...words: string[]) => execFileSync('npm', words, { cwd: folder, stdio: 'pipe' }).toString();
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const [packed] = JSON.parse(npm('pack', '--json', join(config.rootDir, '../../package'))) as { filename: string }[];
  npm('install', '--no-audit', '--no-fund', 'vite@8', 'typescript@7', `./${packed?.filename ?? ''}`);
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>x</title><link rel="icon" href="data:,"><script type="module" src="main.ts"></script><ordinal-player at="12"></ordinal-player>');
  writeFileSync(join(folder, 'main.ts'), "import { OrdinalPlayer } from 'ordinal-player';\nconst player = document.querySelector('ordinal-player');\nif (player instanceof OrdinalPlayer) player.speed = 2;\n");
  npm('exec', '--', 'tsc', '--noEmit', '--strict', '--target', 'es2023', '--module', 'esnext', '--moduleResolution', 'bundler', 'main.ts');
  npm('exec', '--', 'vite', 'build', '--base', './');
  const server = await served(join(folder, 'dist'));
  const player = new PlayerPage(page);
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`);
  await player.ask((player) => player.ready);
  await expect(player.object('Pod', 'web-0')).toBeVisible();
  expect(player.complaints).toEqual([]);
  server.close();
});

// A folder, by a host that knows nothing of WebAssembly.
function served(root: string): Promise<Server> {
  const files = new Set(readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(join(root, file)).isFile()));
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };
  const server = createServer((request, response) => {
    const file = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
    if (!files.has(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    return response.end(readFileSync(join(root, file)));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
