// The commands to press instead of typing them, beside the prompt or below the stage.
import type { Workload } from '../../pkg/ordinal_wasm.js';
import { type Suggestion, suggestions, topics } from '../commands.ts';
import { button, el, setAll, setText } from './dom.ts';

export class Suggestions {
  readonly #chips: Map<Suggestion['topic'], HTMLButtonElement>;
  readonly #lines = new Map<Suggestion['topic'], string>();

  // Fills an element.
  constructor(element: HTMLElement, run: (line: string) => void) {
    const chip = (topic: Suggestion['topic']) => button({ class: 'suggestion', hidden: true }, () => run(this.#lines.get(topic) ?? ''));
    this.#chips = new Map(topics.map((topic) => [topic, chip(topic)]));
    element.append(el('span', { class: 'try-label', 'aria-hidden': 'true' }, 'Try'), ...this.#chips.values());
  }

  show(workload: Workload | undefined): void {
    const all = suggestions(workload);
    for (const [topic, chip] of this.#chips) chip.hidden = !all.some((suggestion) => suggestion.topic === topic);
    for (const { topic, label, line } of all) {
      this.#lines.set(topic, line);
      const chip = this.#chips.get(topic);
      if (!chip) continue;
      setText(chip, label);
      if (chip.title !== line) setAll(chip, { title: line });
    }
  }
}
