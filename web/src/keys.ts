// Keys for the whole player. Where one writes, they are letters.
import type { Moment } from './ui/transport.ts';
import type { Views } from './views.ts';

// What each key steps to: what is chosen, a decision, a command.
const steps: Record<string, [number, Moment?]> = {
  ',': [-1],
  '.': [1],
  '[': [-1, 'decision'],
  ']': [1, 'decision'],
  '{': [-1, 'command'],
  '}': [1, 'command'],
};

// What keys ask for that is no view's.
export interface KeyWishes {
  undo(): void;
  redo(): void;
}

export function press(event: KeyboardEvent, views: Views, wishes: KeyWishes): void {
  const [target] = event.composedPath();
  const writes = target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
  if (!writes && !event.defaultPrevented && isUndo(event)) {
    event.preventDefault();
    return event.shiftKey || event.key.toLowerCase() === 'y' ? wishes.redo() : wishes.undo();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || views.isCovered) return;
  if (event.key === 'Escape' && views.transport.cancel()) return event.preventDefault();
  if (writes) return;
  const isButton = target instanceof Element && target.matches('button, a, [role=button]');
  if (event.key === ' ' && !isButton) views.transport.toggle();
  else if (event.key in steps) views.transport.step(...(steps[event.key] ?? [0]));
  else if (event.key === '+' || event.key === '=') views.tools.zoom(2);
  else if (event.key === '-') views.tools.zoom(0.5);
  else if (event.key === '0') views.tools.fit();
  else if (event.key === 'i') views.tools.toggleIdle();
  else if (event.key === 'g') views.openMoments();
  else if (event.key === '?') views.openHelp();
  else if (event.key === '/') views.openTerminal();
  else if (event.key === 'o') views.openInspector();
  else return;
  event.preventDefault();
}

// Ctrl Z, with Shift the other way; Ctrl Y too.
function isUndo(event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  return (event.ctrlKey || event.metaKey) && !event.altKey && (key === 'z' || (key === 'y' && !event.shiftKey));
}
