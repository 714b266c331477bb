// What is wrong with the manifest, while one types: marks at the lines, by what the API server would say.
import { ensureSyntaxTree } from '@codemirror/language';
import { type Diagnostic, linter, lintGutter } from '@codemirror/lint';
import type { EditorState, Extension } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { ManifestProblem } from '../../pkg/ordinal_wasm.js';
import { placeOf, type Range } from './place.ts';

// How long after the last key, in milliseconds.
const delay = 350;

// Marks what `problemsOf` finds, and tells `found` of it.
export function checking(problemsOf: (text: string) => ManifestProblem[], found: (problems: ManifestProblem[]) => void): Extension {
  const check = (view: EditorView) => {
    const problems = problemsOf(view.state.doc.toString());
    found(problems);
    return problems.map((problem) => mark(view.state, problem));
  };
  return [lintGutter(), linter(check, { delay })];
}

// Where a problem is.
export function rangeOf(state: EditorState, { line, document, path }: ManifestProblem): Range {
  if (line !== null) {
    const { from, to } = state.doc.line(Math.min(line, state.doc.lines));
    return { from, to };
  }
  const tree = ensureSyntaxTree(state, state.doc.length, 200);
  return tree ? placeOf(tree, state.doc.toString(), document, path) : { from: 0, to: 0 };
}

function mark(state: EditorState, problem: ManifestProblem): Diagnostic {
  const words = problem.path === '' ? problem.message : `${problem.path}: ${problem.message}`;
  return { ...rangeOf(state, problem), severity: 'error', message: words };
}
