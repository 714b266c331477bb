// Pages around the element: a page of a docs author, with the element in it, from a host as strict as hosts get.
import type { Locator, Page, Route } from '@playwright/test';
import type { PlayerElement } from './support.ts';

export const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'";

// A host's answer for a file.
export interface Answer {
  body?: string | Buffer;
  status?: number;
  headers?: Record<string, string>;
}

// A set that comes up in order.
export const manifest = (replicas = 3, name = 'web') => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: ${name}}
spec:
  serviceName: ${name}
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers: [{name: nginx, image: nginx}]
`;

// The same with what is done to it, and sentences.
export const lesson = (replicas = 3) => `title: In order
about: Three pods, one after the other.
files:
  web.yaml: |
${manifest(replicas).replaceAll(/^/gm, '    ')}
steps:
- kubectl: apply -f web.yaml
- marker: {name: All ready, text: Each pod waited for the one before it.}
- kubectl: scale sts web --replicas=1
- marker: {name: Scaled down, text: 'The highest ordinal went first <img src=x onerror=alert(1)>.'}
`;

// Opens a page with this in its body, and these files beside it. The page is light or dark as its reader prefers.
export async function embed(page: Page, body: string, files: Record<string, Answer | string> = {}, csp = policy): Promise<void> {
  const head = '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Docs</title><script type="module" src="ordinal-player.js"></script>';
  await serve(page, { 'docs.html': { body: `${head}<body>${body}</body></html>`, headers: { 'content-type': 'text/html', 'content-security-policy': csp } }, ...files });
  await page.goto('./docs.html');
}

export async function serve(page: Page, files: Record<string, Answer | string>): Promise<void> {
  for (const [path, answer] of Object.entries(files)) {
    const { body = '', status = 200, headers = {} } = typeof answer === 'string' ? { body: answer } : answer;
    await page.route(`**/${path}`, (route: Route) => route.fulfill({ body, status, headers }));
  }
}

export function ask<T, A = undefined>(element: Locator, question: (player: PlayerElement, given: A) => T | Promise<T>, given?: A): Promise<T> {
  return element.evaluate(question as never, given);
}

// The only element of a page, when it can be used.
export async function ready(page: Page): Promise<Locator> {
  const element = page.locator('ordinal-player');
  // The page may be loaded before the element's script has been: until then it is any element.
  await page.evaluate(() => customElements.whenDefined('ordinal-player').then(() => {}));
  await ask(element, (player) => player.ready);
  return element;
}
