// Keys for the whole player. Where one writes, they are letters.
import type { Views } from './views.ts';

// What keys ask for that is no view's.
export interface KeyWishes {
  step(by: number): void;
}

export function press(event: KeyboardEvent, views: Views, wishes: KeyWishes): void {
  const [target] = event.composedPath();
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || views.help.element.open) return;
  if (target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')) return;
  const isButton = target instanceof Element && target.matches('button, a, [role=button]');
  if (event.key === ' ' && !isButton) views.transport.toggle();
  else if (event.key === ',') wishes.step(-1);
  else if (event.key === '.') wishes.step(1);
  else if (event.key === '?') views.help.open();
  else if (event.key === '/') views.openTerminal();
  else if (event.key === 'i') views.openInspector();
  else return;
  event.preventDefault();
}
