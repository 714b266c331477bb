// The manifest's editor: CodeMirror with YAML, checks, completion and our look. Loaded when a manifest is looked at.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { forceLinting, lintKeymap } from '@codemirror/lint';
import { EditorState, type Extension, Prec, StateEffect } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, placeholder } from '@codemirror/view';
import type { ManifestProblem } from '../../pkg/ordinal_wasm.js';
import { checking, rangeOf } from './check.ts';
import type { Api } from './complete.ts';
import { look } from './look.ts';

// What the editor needs, and whom it tells.
export interface EditorWishes extends Api {
  // What the text is, for those who do not see it.
  label: string;
  // What is wrong with a text.
  check(text: string): ManifestProblem[];
  // What was found to be wrong.
  found(problems: ManifestProblem[]): void;
  // The text was changed by whoever types.
  typed(): void;
  apply(): void;
  // Done when the API can be told of.
  known(): Promise<unknown>;
}

// An editor, as the panel around it uses it.
export interface Editor {
  readonly element: HTMLElement;
  value: string;
  focus(): void;
  // Checks the text again: what is right depends on the cluster, too.
  recheck(): void;
  // The line of a problem, from 1.
  lineOf(problem: ManifestProblem): number;
  // Puts the cursor where a problem is.
  goTo(problem: ManifestProblem): void;
}

// Makes an editor for a shadow root, whose style sheets it joins.
export function createEditor(root: ShadowRoot, text: string, wishes: EditorWishes): Editor {
  let more: Extension = [];
  const stateOf = (doc: string) => EditorState.create({ doc, extensions: [more, extensions(wishes)] });
  const view = new EditorView({ state: stateOf(text), root });
  // One can type before names can be completed.
  void wishes.known().then(() => import('./complete.ts')).then(({ completing }) => {
    more = completing(wishes);
    view.dispatch({ effects: StateEffect.appendConfig.of(more) });
  }, () => {});
  return {
    element: view.dom,
    get value() {
      return view.state.doc.toString();
    },
    // Another text has another history: undoing must not bring the old one back. It is shown from its beginning.
    set value(text) {
      view.setState(stateOf(text));
      view.dispatch({ effects: EditorView.scrollIntoView(0, { y: 'start' }) });
    },
    focus: () => view.focus(),
    recheck: () => forceLinting(view),
    lineOf: (problem) => view.state.doc.lineAt(rangeOf(view.state, problem).from).number,
    goTo: (problem) => {
      const { from, to } = rangeOf(view.state, problem);
      view.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
      view.focus();
    },
  };
}

// What is typed over a selection is put there by us: a browser that does it carries styles over, inline, which a strict
// policy refuses, loudly.
const overtyping = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { main } = view.state.selection;
    if (event.inputType !== 'insertText' || event.data === null || main.empty || view.composing) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});

// Searching is loaded when somebody searches for the first time; then it has its own keys.
const searching = keymap.of([{
  key: 'Mod-f',
  run: (view) => {
    void import('@codemirror/search').then(({ openSearchPanel, search, searchKeymap }) => {
      view.dispatch({ effects: StateEffect.appendConfig.of([search({ top: true }), Prec.high(keymap.of(searchKeymap))]) });
      openSearchPanel(view);
    });
    return true;
  },
}]);

// Tab is not among the keys: it leaves the editor, as it leaves every field of a page. Mod-] and Mod-[ indent.
function extensions(wishes: EditorWishes) {
  const apply = () => {
    wishes.apply();
    return true;
  };
  return [
    keymap.of([{ key: 'Mod-Enter', run: apply }]),
    keymap.of([...lintKeymap, ...historyKeymap, ...defaultKeymap]),
    searching,
    overtyping,
    checking(wishes.check, wishes.found),
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of('  '),
    EditorState.tabSize.of(2),
    bracketMatching(),
    yaml(),
    look,
    placeholder('Paste a manifest'),
    EditorView.contentAttributes.of({ 'aria-label': wishes.label, autocapitalize: 'off', spellcheck: 'false', tabindex: '0' }),
    EditorView.updateListener.of((update) => update.docChanged && wishes.typed()),
  ];
}
