// Names of fields and kinds while one types, from the model's own table of the API; and the other half of a bracket or quote.
import { autocompletion, closeBrackets, closeBracketsKeymap, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { ensureSyntaxTree } from '@codemirror/language';
import { type Extension, Prec } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import type { FieldHint } from '../../pkg/ordinal_wasm.js';
import { pathAt, topField } from './place.ts';

// What is known of the API.
export interface Api {
  // The fields of an object of a kind at a path.
  fields(apiVersion: string, kind: string, path: string): FieldHint[];
  // The kinds there are: apiVersion and kind.
  kinds(): string[][];
}

export function completing(api: Api): Extension {
  const names = autocompletion({ override: [(context) => complete(context, api)], icons: false, activateOnTyping: true });
  return [names, closeBrackets(), Prec.high(keymap.of(closeBracketsKeymap))];
}

function complete(context: CompletionContext, api: Api): CompletionResult | null {
  const { state, pos } = context;
  const line = state.doc.lineAt(pos);
  const before = line.text.slice(0, pos - line.from);
  const value = /^(apiVersion|kind):\s+(\S*)$/.exec(before);
  if (value) return values(value[1] ?? '', pos - (value[2] ?? '').length, api);
  const word = /^(\s*(?:- +)*)([\w$]*)$/.exec(before);
  if (!word || (word[2] === '' && !context.explicit)) return null;
  const from = pos - (word[2] ?? '').length;
  const options = fieldsAt(context, from, api).map(({ name, holds }) => ({ label: name, detail: holds, apply: `${name}: ` }));
  return options.length > 0 ? { from, options, validFor: /^[\w$]*$/ } : null;
}

function values(field: string, from: number, api: Api): CompletionResult {
  const column = field === 'kind' ? 1 : 0;
  const words = new Set(api.kinds().map((kind) => kind[column] ?? ''));
  return { from, options: [...words].sort().map((label) => ({ label })), validFor: /^\S*$/ };
}

// The parent is found by the indentation: what one is typing is no field yet.
function fieldsAt({ state }: CompletionContext, from: number, api: Api): FieldHint[] {
  const tree = ensureSyntaxTree(state, state.doc.length, 100);
  if (!tree) return [];
  const text = state.doc.toString();
  const { document } = pathAt(tree, text, from);
  const within = document ?? tree.topNode.getChild('Document');
  const kind = within && topField(within, text, 'kind');
  const version = within && topField(within, text, 'apiVersion');
  return kind && version ? api.fields(version, kind, parents(text, from).join('.')) : [];
}

// The names of the fields around a position, from the outermost in, by indentation.
export function parents(text: string, from: number): string[] {
  const lines = text.slice(0, from).split('\n');
  const last = lines.pop() ?? '';
  // Behind a dash the fields of an item begin.
  let indent = last.length;
  const names: string[] = [];
  if (/-\s*$/.test(last)) indent = last.indexOf('-') + 1;
  for (const line of lines.reverse()) {
    if (/^(---|\.\.\.)/.test(line)) break;
    const field = /^(\s*(?:- +)*)(?:"([^"]*)"|'([^']*)'|([^\s#:][^:]*)):/.exec(line);
    if (!field) continue;
    const [, blanks = '', ...quoted] = field;
    // A list's dash may stand as far left as the field that has the list.
    const own = blanks.length;
    const opens = blanks.search(/-/);
    if (own < indent) {
      names.unshift(quoted.find((name) => name !== undefined) ?? '');
      indent = opens < 0 ? own : opens + 1;
    } else if (opens >= 0 && opens < indent) indent = Math.min(indent, opens + 1);
    if (indent === 0) break;
  }
  return names;
}
