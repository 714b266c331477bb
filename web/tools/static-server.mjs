// A plain static host for dist/, as strict as hosts get: below a sub-path, with the Content-Security-Policy of README.
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const base = '/some/sub/path/';
const port = Number(env.PORT ?? 4173);

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
].join('; ');

const types = new Map([
  ['.css', 'text/css; charset=utf-8'],
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.json', 'application/json'],
  ['.svg', 'image/svg+xml'],
  ['.wasm', 'application/wasm'],
  ['.yaml', 'text/plain; charset=utf-8'],
]);

/**
 * The file that an address names; undefined when it is outside the sub-path, outside dist/, or not there.
 *
 * @param {string} address
 */
function fileFor(address) {
  const { pathname } = new URL(address, 'http://localhost');
  if (!pathname.startsWith(base)) return undefined;
  const inside = normalize(decodeURIComponent(pathname.slice(base.length)) || 'index.html');
  const file = join(dist, inside);
  const found = !inside.startsWith('..') && statSync(file, { throwIfNoEntry: false })?.isFile();
  return found ? file : undefined;
}

const server = createServer((request, response) => {
  const file = fileFor(request.url ?? '');
  if (!file) return response.writeHead(404).end();
  response.writeHead(200, {
    'content-type': types.get(extname(file)) ?? 'application/octet-stream',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
  });
  return createReadStream(file).pipe(response);
});

server.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}${base}`));
