// Links: there and back, and everything that is none.
import { expect, it } from 'vitest';
import { largest, linkOf, runOf } from './link.ts';

const scenario = JSON.stringify({ files: { 'manifest.yaml': 'kind: Pod # äöü 🐙 <script>\n' }, steps: [{ at: '0s', kubectl: 'apply -f manifest.yaml' }] });

async function linkWith(text: string): Promise<string> {
  const deflated = await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer();
  return `#v1:${btoa(String.fromCharCode(...new Uint8Array(deflated))).replaceAll('+', '-').replaceAll('/', '_')}`;
}

it('comes back as it was', async () => {
  const link = await linkOf({ scenario, time: 12.3456 });
  expect(link).toMatch(/^v1:[\w-]+$/);
  expect(await runOf(`#${link}`)).toEqual({ scenario, time: 12.346 });
});

it('is not taken for what belongs to the page', async () => {
  for (const fragment of ['', '#', '#install', '#version:2', '#v1', '#V1:x']) expect(await runOf(fragment)).toBeUndefined();
});

const hostile: [string, () => Promise<string> | string, RegExp][] = [
  ['a future version', () => '#v2:abc', /newer Ordinal \(version 2/],
  ['letters that base64 has not', () => '#v1:a$b', /damaged/],
  ['base64 of nothing that inflates', () => '#v1:____', /damaged/],
  ['nothing at all', () => '#v1:', /damaged/],
  ['a link cut in half', async () => (await linkWith(`{"at":0,"scenario":{"a":"${'x1y2z3'.repeat(99)}${Math.PI}"}}`)).slice(0, 40), /damaged/],
  ['a bomb', () => linkWith(' '.repeat(largest + 1)), /more than 2.0 million/],
  ['50 million letters', () => `#v1:${'A'.repeat(50_000_000)}`, /too long: it has 50.0 million/],
  ['no JSON', () => linkWith('kind: Pod'), /not JSON/],
  ['a list', () => linkWith('[1]'), /no scenario/],
  ['null', () => linkWith('null'), /no scenario/],
  ['a scenario that is a text', () => linkWith('{"at":0,"scenario":"x"}'), /no scenario/],
  ['a moment that is none', () => linkWith('{"at":"<b>","scenario":{}}'), /no time/],
  ['a moment before all time', () => linkWith('{"at":-1,"scenario":{}}'), /no time/],
];

it.each(hostile)('refuses %s', async (_, fragment, message) => {
  await expect(runOf(await fragment())).rejects.toThrow(message);
});
