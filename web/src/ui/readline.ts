// The keys of a shell's line besides those that a text field has: Ctrl-A, E, B, F, U, K, W, Y, and Alt-B, F, D.
// What the browser keeps for itself, as Ctrl-W in some, stays the browser's.

// What was cut last, for Ctrl-Y.
let cut = '';

const wordBefore = (text: string) => text.length - (/\S+\s*$/.exec(text)?.[0].length ?? text.length);
const wordAfter = (text: string) => /^\s*\S+/.exec(text)?.[0].length ?? text.length;

// Edits the line, if the key is one of these. Says whether it was.
export function editLine(input: HTMLInputElement, { key, ctrlKey, altKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  if (metaKey || shiftKey || ctrlKey === altKey) return false;
  const { value } = input;
  const at = input.selectionEnd ?? value.length;
  const before = value.slice(0, at);
  const name = `${ctrlKey ? 'ctrl' : 'alt'}-${key.toLowerCase()}`;
  const moves: Record<string, number> = {
    'ctrl-a': 0,
    'ctrl-e': value.length,
    'ctrl-b': at - 1,
    'ctrl-f': at + 1,
    'alt-b': wordBefore(before),
    'alt-f': at + wordAfter(value.slice(at)),
  };
  const cuts: Record<string, [number, number]> = {
    'ctrl-u': [0, at],
    'ctrl-k': [at, value.length],
    'ctrl-w': [wordBefore(before), at],
    'alt-backspace': [wordBefore(before), at],
    'alt-d': [at, at + wordAfter(value.slice(at))],
  };
  const [to, range] = [moves[name], cuts[name]];
  if (to !== undefined) input.setSelectionRange(Math.max(to, 0), Math.max(to, 0));
  else if (range) {
    cut = value.slice(...range) || cut;
    input.setRangeText('', ...range, 'end');
  } else if (name === 'ctrl-y') input.setRangeText(cut, at, at, 'end');
  else return false;
  return true;
}
