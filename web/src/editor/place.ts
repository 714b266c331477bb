// Where in a manifest a field is: from a document's number and a path such as `spec.template.spec.containers[0].image`
// to a range of the text, by the editor's own syntax tree.
import type { SyntaxNode, Tree } from '@lezer/common';

// A range of the text.
export interface Range {
  from: number;
  to: number;
}

// The range of the deepest part of the path that is there: of a field its name, of a list's item its first words; of a
// document that has none of it, its beginning.
export function placeOf(tree: Tree, text: string, document: number, path: string): Range {
  const start = documents(tree, text)[document];
  if (!start) return { from: 0, to: firstLine(text, 0) };
  let found = begun(text, start);
  let at: SyntaxNode | undefined = start;
  for (const step of steps(path)) {
    const next: Found | undefined = at && below(at, text, step);
    if (!next) break;
    found = begun(text, next.mark);
    at = next.value;
  }
  return found;
}

// The path of what is written at a position, without the word there: `spec.template.spec.containers[0]`. And its document.
export function pathAt(tree: Tree, text: string, position: number): { document: SyntaxNode | undefined; path: string } {
  const names: string[] = [];
  let document: SyntaxNode | undefined;
  for (let node: SyntaxNode | null = tree.resolveInner(position, -1); node; node = node.parent) {
    if (node.name === 'Pair' && node.from < position && isInValue(node, position)) names.unshift(nameOf(node, text));
    if (node.name === 'Document') document = node;
  }
  return { document, path: names.join('.') };
}

// The value of a field at the top of a document, where it is one word.
export function topField(document: SyntaxNode, text: string, name: string): string | undefined {
  const content = contentOf(document);
  const value = content && below(content, text, name)?.value;
  return value && unquoted(text.slice(value.from, value.to));
}

// What is in each document that has something in it.
function documents(tree: Tree, text: string): SyntaxNode[] {
  const all = tree.topNode.getChildren('Document').map(contentOf);
  return all.filter((node) => node !== undefined).filter((node) => !/^(null|~)?$/i.test(text.slice(node.from, node.to).trim()));
}

const noContent = new Set(['Comment', 'DirectiveEnd', 'DocumentEnd', 'Directive', '⚠']);

function contentOf(document: SyntaxNode): SyntaxNode | undefined {
  for (let node = document.firstChild; node; node = node.nextSibling) if (!noContent.has(node.name)) return bare(node);
  return undefined;
}

interface Found {
  // What to mark.
  mark: Range;
  value: SyntaxNode | undefined;
}

function below(node: SyntaxNode, text: string, step: string): Found | undefined {
  if (/Sequence$/.test(node.name)) {
    const item = items(node)[Number(step)];
    return item && { mark: item, value: bare(item) };
  }
  // Of fields given twice the last counts.
  const pair = node.getChildren('Pair').findLast((pair) => nameOf(pair, text) === step);
  const key = pair?.getChild('Key');
  return pair && { mark: key ?? pair, value: valueOf(pair) };
}

function items(sequence: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let node = sequence.firstChild; node; node = node.nextSibling) {
    if (node.name === 'Item') found.push(lastNode(node) ?? node);
    else if (sequence.name === 'FlowSequence' && !/^[[\],]$|^Comment$/.test(node.name)) found.push(node);
  }
  return found;
}

// A node without its anchor or tag.
function bare(node: SyntaxNode): SyntaxNode {
  return /^(Anchored|Tagged)$/.test(node.name) ? bare(lastNode(node) ?? node) : node;
}

function lastNode(node: SyntaxNode): SyntaxNode | undefined {
  let last: SyntaxNode | undefined;
  for (let child = node.firstChild; child; child = child.nextSibling) if (!/^(-|Comment|Anchor|Tag)$/.test(child.name)) last = child;
  return last;
}

function valueOf(pair: SyntaxNode): SyntaxNode | undefined {
  const key = pair.getChild('Key');
  let value: SyntaxNode | undefined;
  for (let node = key?.nextSibling ?? pair.firstChild; node; node = node.nextSibling) if (!/^(:|Comment|\?)$/.test(node.name)) value = node;
  return value && bare(value);
}

function isInValue(pair: SyntaxNode, position: number): boolean {
  const key = pair.getChild('Key');
  return key !== null && position > key.to;
}

function nameOf(pair: SyntaxNode, text: string): string {
  const key = pair.getChild('Key');
  return key ? unquoted(text.slice(key.from, key.to)) : '';
}

function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}

// The first line of a range, without the blanks before it: a list's item begins right behind its dash.
function begun(text: string, range: Range): Range {
  const from = range.from + text.slice(range.from, range.to).search(/\S|$/);
  return { from, to: Math.min(range.to, firstLine(text, from)) };
}

function firstLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

// `spec.containers[0].resources[cpu]` has five steps.
function steps(path: string): string[] {
  return [...path.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, inside, name]) => inside ?? name ?? '');
}
