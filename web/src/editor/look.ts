// How the editor looks: the page's own tokens, so that it has both themes. It marks with shapes as well as colours.
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const words = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--ink)', fontWeight: '500' },
  { tag: [tags.string, tags.content, tags.special(tags.string)], color: 'var(--creating-text)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--ink3)', fontStyle: 'italic' },
  { tag: [tags.punctuation, tags.separator, tags.bracket, tags.squareBracket, tags.brace], color: 'var(--ink3)' },
  { tag: [tags.meta, tags.documentMeta], color: 'var(--ink3)' },
  { tag: [tags.labelName, tags.typeName, tags.keyword], color: 'var(--rev-even-text)' },
]);

const surface = EditorView.theme({
  '&': { flex: '1', minHeight: '0', minWidth: '0', color: 'var(--ink)', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '&.cm-focused .cm-scroller': { boxShadow: 'inset 0 2px 0 -1px var(--creating)' },
  '.cm-scroller': { font: 'inherit', lineHeight: 'inherit', overflow: 'auto', scrollbarWidth: 'thin', scrollbarColor: 'var(--line2) transparent' },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 14px 0 4px' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '1.5px' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--ink3)', border: '0', fontSize: '10.5px' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '26px', padding: '0 6px 0 0' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in oklab, var(--ink) 4%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--ink)' },
  '.cm-selectionBackground': { backgroundColor: 'color-mix(in oklab, var(--ink) 10%, transparent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { backgroundColor: 'color-mix(in oklab, var(--creating) 28%, transparent)' },
  '.cm-gutter-lint': { width: '16px' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0 0 0 5px', display: 'flex', alignItems: 'center' },
  // A diamond, as the tab's mark: the shape says it, too.
  '.cm-lint-marker': { width: '7px', height: '7px', margin: '0 2px', borderRadius: '2px', rotate: '45deg', content: 'normal' },
  '.cm-lint-marker-error': { backgroundColor: 'var(--broken)', content: 'normal' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--broken) 1px',
    textUnderlineOffset: '3px',
    paddingBottom: '0',
  },
  '.cm-tooltip': {
    font: '12.5px/18px var(--sans)',
    color: 'var(--ink)',
    backgroundColor: 'var(--panel)',
    border: '1px solid var(--line2)',
    borderRadius: '8px',
    boxShadow: '0 6px 20px light-dark(#1b1f2520, #0008)',
    overflow: 'hidden',
    maxWidth: '46ch',
  },
  '.cm-diagnostic': { padding: '6px 12px', borderLeft: '0', overflowWrap: 'anywhere' },
  '.cm-tooltip-autocomplete > ul': { font: '11.5px/18px var(--mono)', maxHeight: '220px', scrollbarWidth: 'thin' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '2px 10px', display: 'flex', gap: '16px', justifyContent: 'space-between' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { background: 'var(--well)', color: 'var(--ink)', boxShadow: 'inset 2px 0 0 var(--ink)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '650' },
  '.cm-completionDetail': { color: 'var(--ink3)', fontStyle: 'normal', margin: '0' },
  '.cm-placeholder': { color: 'var(--ink3)' },
  '.cm-panels': { color: 'var(--ink)', backgroundColor: 'var(--well)', zIndex: '1' },
  '.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panel.cm-search': { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '6px', padding: '8px 40px 8px 12px', font: '12px/1 var(--sans)' },
  '.cm-panel.cm-search br': { display: 'none' },
  '.cm-panel.cm-search :is(input, button, label)': { margin: '0', font: 'inherit', fontSize: '12px' },
  '.cm-panel.cm-search label': { display: 'flex', alignItems: 'center', gap: '4px', color: 'var(--ink2)' },
  '.cm-panel.cm-search input[type="checkbox"]': { accentColor: 'var(--ink)' },
  '.cm-panel.cm-search .cm-textfield': { flex: '1 1 130px', minWidth: '0', height: '28px', padding: '0 8px', color: 'var(--ink)', backgroundColor: 'var(--panel)', border: '1px solid var(--line2)', borderRadius: '7px' },
  '.cm-panel.cm-search .cm-button': { height: '28px', padding: '0 9px', color: 'var(--ink2)', backgroundImage: 'none', backgroundColor: 'var(--panel)', border: '1px solid var(--line2)', borderRadius: '7px' },
  '.cm-panel.cm-search .cm-button:hover': { color: 'var(--ink)' },
  '.cm-panel.cm-search [name="close"]': { top: '6px', right: '8px', width: '28px', height: '28px', fontSize: '18px', color: 'var(--ink2)', cursor: 'pointer' },
  '.cm-searchMatch': { backgroundColor: 'color-mix(in oklab, var(--terminating) 30%, transparent)' },
  '.cm-searchMatch-selected': { backgroundColor: 'color-mix(in oklab, var(--terminating) 60%, transparent)' },
  '.cm-selectionMatch': { backgroundColor: 'color-mix(in oklab, var(--ink) 8%, transparent)' },
});

export const look = [surface, syntaxHighlighting(words)];
