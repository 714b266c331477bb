// Help: what the picture shows and which keys there are, over the page.
import { button, el } from './dom.ts';
import { icons } from './icons.ts';

const keys: [string, string][] = [
  ['Space', 'play or pause'],
  [', and .', 'step to the moment before or after; [ and ] to a decision, { and } to a command'],
  ['g', 'go to a moment: a list of what was done or decided'],
  ['+ − 0', 'zoom the time in or out, show all of it; Ctrl with the wheel and two fingers zoom too; i draws idle stretches short'],
  ['Ctrl Z', 'undo the last command; with Shift, do it again'],
  ['Esc', 'cancel a long simulation'],
  ['← → on the time', 'a second back or on; Page keys ten; Home and End'],
  ['Arrows on the stage', 'from one object to the next; Enter opens its menu'],
  ['← → on a handle', 'replicas or partition, one less or more'],
  ['/', 'the terminal; Tab completes, ↑ ↓ go through what you typed, Ctrl C ends a command'],
  ['o', 'the inspector: any object’s YAML, Events, decisions, and why it waits'],
  ['Ctrl Enter in the manifest', 'show what it changes, then apply it; Tab leaves the editor, Ctrl ] and Ctrl [ indent, Ctrl F searches'],
  ['?', 'this help'],
];

const picture: [string, string][] = [
  ['A slot', 'one ordinal’s permanent place: its name, its DNS name, its claim and its volume stay when the pod goes.'],
  ['The cable', 'plugged in while a pod has the claim mounted; loose when no pod has it.'],
  ['The marker', 'the ordinal that the controller is working on or waits for. The sentence says what and by which rule.'],
  ['The staircase', 'one lane a pod, its state over time. Drag the playhead to any moment, look, and act from there.'],
  ['A branch', 'begins where you act in the past. What came after is kept: look at it again, or compare the two side by side.'],
];

export class Help {
  readonly element = el('dialog', { class: 'help', 'aria-labelledby': 'help-title' });

  constructor() {
    const close = button({ class: 'icon-button', 'aria-label': 'Close' }, () => this.element.close(), icons.close());
    this.element.append(
      el('div', { class: 'menu-head' }, el('h2', { id: 'help-title' }, 'How to read and use it'), close),
      list(picture),
      el('h3', {}, 'Keys'),
      list(keys),
      el('p', {}, 'Everything you do is a kubectl command and appears in the terminal. Time is the simulation’s own: nothing leaves this page.'),
    );
    this.element.addEventListener('click', (event) => {
      if (event.target === this.element) this.element.close();
    });
  }

  open(): void {
    if (!this.element.open) this.element.showModal();
  }
}

function list(pairs: [string, string][]): HTMLElement {
  return el('dl', {}, ...pairs.flatMap(([term, words]) => [el('dt', {}, term), el('dd', {}, words)]));
}
