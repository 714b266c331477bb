// The crash screen: what happened, that nothing is lost, and how to go on. The last picture stays below it.
import css from './crash.css?inline';
import { adopt, button, el } from './dom.ts';

// What is shown of a crash.
export interface CrashWords {
  description: string;
  report: string;
  manifest: string;
  commands: string[];
}

export interface CrashWishes {
  // A fresh start with the manifest.
  afresh(): void;
  // A fresh start with an example.
  example(): void;
}

export class CrashScreen {
  readonly element: HTMLElement;
  readonly #title = el('h2', { tabindex: -1 }, 'The simulation has failed');
  readonly #copied = el('span', { role: 'status' });

  constructor({ description, report, manifest, commands }: CrashWords, wishes: CrashWishes) {
    const buttons = [
      button({ class: 'primary' }, wishes.afresh, 'Start afresh with your manifest'),
      button({}, wishes.example, 'Start with an example'),
      button({}, () => this.#copy(report), 'Copy a report'),
      this.#copied,
    ];
    this.element = el(
      'section',
      { class: 'failure surface', 'aria-label': 'The simulation has failed' },
      this.#title,
      el('p', {}, 'That is a mistake in Ordinal, not in what you did. Your manifest and your commands are kept, also if you reload the page.'),
      el('div', { class: 'failure-buttons' }, ...buttons),
      this.#folded('What happened', description),
      this.#folded(`Your commands (${commands.length})`, commands.join('\n') || 'None.'),
      this.#folded('Your manifest', manifest || 'There is none.'),
    );
  }

  // Comes into view, with its looks.
  focus(): void {
    adopt(this.element, css);
    this.#title.focus();
  }

  #folded(title: string, text: string): HTMLElement {
    return el('details', {}, el('summary', {}, title), el('pre', { tabindex: 0, role: 'region', 'aria-label': title }, text));
  }

  #copy(report: string): void {
    navigator.clipboard.writeText(report).then(
      () => (this.#copied.textContent = 'Copied.'),
      () => (this.#copied.textContent = 'The browser does not allow copying here: the parts below can be selected.'),
    );
  }
}
