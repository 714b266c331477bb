// A static host for a built documentation site, as strict as such a site can be served: the policy of README, and for each
// page the hashes of what the site itself has inline. The element needs none of these.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.yaml': 'text/plain; charset=utf-8',
};

export interface Host {
  address: string;
  close(): void;
}

// Serves a folder below a path.
export async function serve(folder: string, base: string): Promise<Host> {
  const server: Server = createServer((request, response) => {
    if (request.url === '/favicon.ico') return response.writeHead(204).end();
    const file = fileFor(folder, base, request.url ?? '');
    if (!file) return response.writeHead(404).end();
    const body = readFileSync(file);
    const type = types[extname(file)] ?? 'application/octet-stream';
    const policy = type.startsWith('text/html') ? policyFor(body.toString()) : undefined;
    response.writeHead(200, { 'content-type': type, 'x-content-type-options': 'nosniff', ...(policy && { 'content-security-policy': policy }) });
    return response.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}${base}`, close: () => server.close() };
}

function fileFor(folder: string, base: string, address: string): string | undefined {
  const { pathname } = new URL(address, 'http://localhost');
  if (!pathname.startsWith(base)) return undefined;
  const path = normalize(decodeURIComponent(pathname.slice(base.length)));
  const candidates = [path, join(path, 'index.html'), `${path}.html`].map((inside) => join(folder, inside));
  return path.startsWith('..') ? undefined : candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

// A style that VitePress adds for a moment when it switches between light and dark.
const switching =
  '*,*::before,*::after{-webkit-transition:none!important;-moz-transition:none!important;-o-transition:none!important;-ms-transition:none!important;transition:none!important}';

// What the element needs, and what this page of the site needs besides: its inline scripts and styles by their hashes, its
// fonts, and the pictures in its style sheets.
export function policyFor(html: string): string {
  const scripts = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map((match) => hash(match[1]));
  const styles = [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map((match) => hash(match[1]));
  if (html.includes('content="VitePress')) styles.push(hash(switching));
  const attributes = [...html.matchAll(/ style="([^"]*)"/g)].map((match) => hash(match[1]));
  return [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' ${scripts.join(' ')}`,
    `style-src 'self' ${styles.join(' ')}`,
    attributes.length > 0 ? `style-src-attr 'unsafe-hashes' ${attributes.join(' ')}` : "style-src-attr 'none'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
  ].join('; ');
}

function hash(text: string | undefined): string {
  return `'sha256-${createHash('sha256').update(text ?? '').digest('base64')}'`;
}
