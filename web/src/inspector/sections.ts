// The parts of the inspector: each makes elements of plain data and knows nothing of the others.
import type { Because, Before, ObjectEvent, ObjectLink, ObjectName } from '../../pkg/ordinal_wasm.js';
import type { Target } from '../commands.ts';
import { clock } from '../time.ts';
import { button, el } from '../ui/dom.ts';
import type { Action } from '../ui/menu.ts';
import { diffLines, type Line } from './diff.ts';

// Why it waits: the sentences, each with its rule.
export function waits(reasons: Because[]): HTMLElement[] {
  return reasons.map((reason) => el('p', { class: 'wait' }, `${reason.sentence} `, rule(reason)));
}

export function decisions(all: Because[]): HTMLElement[] {
  if (all.length === 0) return [none('Nothing was decided about it yet.')];
  const item = (decision: Because) => el('li', {}, time(decision.time ?? 0), el('span', {}, `${decision.sentence} `, rule(decision)));
  return [el('ol', { class: 'entries' }, ...all.map(item))];
}

export function events(all: ObjectEvent[]): HTMLElement[] {
  if (all.length === 0) return [none('There are no Events about it.')];
  const item = ({ time: at, warning, reason, message, source, count }: ObjectEvent) => {
    const kind = warning ? el('b', { class: 'warning' }, 'Warning') : null;
    const times = count > 1 ? el('span', { class: 'times' }, `×${count}`) : null;
    return el('li', {}, time(at), el('span', {}, kind, el('b', {}, reason), ' ', message, ' ', times, el('span', { class: 'source' }, source)));
  };
  return [el('ol', { class: 'entries' }, ...all.toReversed().map(item))];
}

// What it has to do with others, by what that is.
export function links(all: ObjectLink[], inspect: (target: Target) => void): HTMLElement[] {
  if (all.length === 0) return [none('It has to do with no other object.')];
  const groups = grouped(all, ({ what }) => what);
  const item = (link: ObjectLink) => {
    const words = [el('span', { class: 'kind' }, link.kind), ` ${link.name}`];
    return link.exists ? button({ class: 'link' }, () => inspect(link), ...words) : el('span', { class: 'link gone' }, ...words, ' (not there)');
  };
  return [el('dl', { class: 'links' }, ...[...groups].flatMap(([what, group]) => [el('dt', {}, what), el('dd', {}, ...group.map(item))]))];
}

export function actions(all: Action[]): HTMLElement[] {
  const item = ({ title, hint, line, danger, act }: Action) =>
    button({ class: danger ? 'deed danger' : 'deed', title: line ?? hint }, act, title, el('span', { class: 'visually-hidden' }, `, ${hint}`));
  const [commands, faults] = [all.filter(({ line }) => line !== undefined), all.filter(({ line }) => line === undefined)];
  const group = (title: string, some: Action[]) =>
    some.length === 0 ? [] : [el('div', { class: 'deeds', role: 'group', 'aria-label': title }, el('span', { class: 'deeds-label', 'aria-hidden': 'true' }, title), ...some.map(item))];
  return [...group('Commands', commands), ...group('Faults', faults)];
}

// The YAML, with the lines that its last write changed.
export function yaml(text: string, before: Before | null): HTMLElement[] {
  // Every write has another version: that is no news.
  const version = /^  resourceVersion: .*$/m;
  const was = before?.yaml?.replace(version, version.exec(text)?.[0] ?? '');
  const lines: Line[] = was ? diffLines(was, text) : text.replace(/\n$/, '').split('\n').map((line) => ({ text: line, kind: 'same' }));
  const note = before && el('p', { class: 'since' }, before.yaml ? 'Last changed at ' : 'Like this since it was made at ', el('b', {}, clock(before.until)), '.');
  const signs = { same: ' ', gone: '−', new: '+' };
  const words = { same: null, gone: 'was: ', new: 'is now: ' };
  const item = ({ text, kind }: Line) =>
    el('span', { class: `yaml-line ${kind}` }, el('span', { class: 'sign', 'aria-hidden': 'true' }, signs[kind]), words[kind] === null ? null : el('span', { class: 'visually-hidden' }, words[kind]), `${text}\n`);
  return [...(note ? [note] : []), el('pre', { class: 'object-yaml', tabindex: 0, role: 'region', 'aria-label': 'YAML' }, ...lines.map(item))];
}

// The list to pick an object from, by kind.
export function options(objects: ObjectName[], chosen: Target | undefined): HTMLElement[] {
  const isChosen = (it: ObjectName) => it.kind === chosen?.kind && it.namespace === chosen.namespace && it.name === chosen.name;
  const label = ({ namespace, name, state }: ObjectName) => `${namespace === '' || namespace === 'default' ? '' : `${namespace}/`}${name}${state === '' ? '' : ` · ${state}`}`;
  const option = (it: ObjectName) => el('option', { value: keyOf(it), selected: isChosen(it) }, label(it));
  const groups = [...grouped(objects, ({ kind }) => kind)].map(([kind, all]) => el('optgroup', { label: kind }, ...all.map(option)));
  const gone = chosen && !objects.some(isChosen) ? [el('option', { value: keyOf(chosen), selected: true }, `${chosen.name} · not there`)] : [];
  const first = chosen ? [] : [el('option', { value: '', selected: true }, 'Choose an object')];
  return [...first, ...gone, ...groups];
}

export function keyOf({ kind, namespace, name }: Target): string {
  return `${kind}/${namespace}/${name}`;
}

function grouped<T>(all: T[], by: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(by(one));
    if (group) group.push(one);
    else groups.set(by(one), [one]);
  }
  return groups;
}

function rule({ rule, link }: Because): Node {
  if (!link.startsWith('https://kubernetes.io/')) return el('span', {}, rule);
  return el('a', { class: 'rule', href: link, target: '_blank', rel: 'noreferrer', title: 'The rule, in the Kubernetes documentation' }, rule);
}

function time(at: number): HTMLElement {
  return el('time', {}, clock(at));
}

function none(words: string): HTMLElement {
  return el('p', { class: 'none' }, words);
}
