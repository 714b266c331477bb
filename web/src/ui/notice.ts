// A notice over the picture: something one should know of, with what can be done about it.
import { button, el } from './dom.ts';
import { icons } from './icons.ts';

export class Notice {
  readonly element = el('div', { class: 'notice', part: 'notice', role: 'alert', hidden: true });

  say(message: string, ...more: Node[]): void {
    const close = button({ class: 'icon-button', 'aria-label': 'Close' }, () => this.hide(), icons.close());
    this.element.replaceChildren(el('p', {}, message), ...more, close);
    this.element.hidden = false;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
