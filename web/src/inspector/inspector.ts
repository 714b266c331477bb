// The inspector: one object with everything there is to know about it, at the instant shown. Loaded when it is opened.
import type { Inspection, Player } from '../../pkg/ordinal_wasm.js';
import { actionsFor, type Hands } from '../actions.ts';
import type { Target } from '../commands.ts';
import { el, setText } from '../ui/dom.ts';
import { icons } from '../ui/icons.ts';
import css from './inspector.css?inline';
import * as sections from './sections.ts';

export { css };

// What the inspector looks at, and what it asks for.
export interface InspectorWishes extends Hands {
  player(): Player | undefined;
  // Another object is looked at.
  looks(target: Target): void;
}

// A part that is made anew only when what it shows has changed: focus, selection and what is folded stay.
class Part {
  readonly element: HTMLElement;
  readonly #body = el('div', { class: 'part-body' });
  #shown = '';

  constructor(title: string, open: boolean) {
    this.element = el('details', { class: 'part', open }, el('summary', {}, title), this.#body);
  }

  show(data: unknown, make: () => HTMLElement[]): void {
    const now = JSON.stringify(data) ?? '';
    if (now === this.#shown) return;
    this.#shown = now;
    this.#body.replaceChildren(...make());
  }
}

export class Inspector {
  readonly element: HTMLElement;
  readonly #wishes: InspectorWishes;
  readonly #picker = el('select', { 'aria-label': 'Object' });
  readonly #kind = el('span', { class: 'kind' });
  readonly #name = el('h2', { tabindex: -1 });
  readonly #state = el('span', { class: 'object-state' });
  readonly #waits = el('section', { class: 'waits', 'aria-label': 'Why is it waiting?', hidden: true });
  readonly #actions = new Part('What you can do', true);
  readonly #links = new Part('Related objects', true);
  readonly #decisions = new Part('Decisions about it', true);
  readonly #events = new Part('Events', true);
  readonly #yaml = new Part('YAML', true);
  readonly #body: HTMLElement;
  #target: Target | undefined;
  #listed = '';
  // When it may be listed again what there is: in a large cluster that takes a while.
  #listAfter = 0;
  #reasons = '';

  constructor(wishes: InspectorWishes) {
    this.#wishes = wishes;
    const parts = [this.#actions, this.#links, this.#decisions, this.#events, this.#yaml].map(({ element }) => element);
    const head = el('div', { class: 'object-head' }, this.#kind, this.#name, this.#state);
    this.#body = el('div', { class: 'inspected', hidden: true }, head, this.#waits, ...parts);
    const scroll = el('div', { class: 'object-scroll', tabindex: 0, role: 'region', 'aria-label': 'Object' }, this.#body);
    this.element = el('div', { class: 'inspector-body' }, el('div', { class: 'picker' }, this.#picker, icons.chevron()), scroll);
    this.#picker.addEventListener('change', () => this.#pick());
  }

  get target(): Target | undefined {
    return this.#target;
  }

  // Looks at an object.
  inspect({ kind, namespace, name }: Target): void {
    this.#target = { kind, namespace, name };
    this.refresh();
    this.#wishes.looks(this.#target);
    this.element.querySelector('.object-scroll')?.scrollTo(0, 0);
  }

  // Shows how things are now.
  refresh(): void {
    const player = this.#wishes.player();
    if (!player) return;
    this.#list(player);
    const target = this.#target;
    this.#body.hidden = target === undefined;
    if (!target) return;
    const { kind, namespace, name } = target;
    setText(this.#kind, namespace === '' || namespace === 'default' ? kind : `${kind} in ${namespace}`);
    setText(this.#name, name);
    const found = player.inspect(kind, namespace, name);
    this.#body.classList.toggle('absent', found === null);
    setText(this.#state, found ? found.state : 'not there at this moment');
    if (found) this.#show(player, target, found);
  }

  // A list that is open must not change under the pointer.
  #list(player: Player): void {
    const began = performance.now();
    if (began < this.#listAfter) return;
    const objects = player.objects();
    const now = JSON.stringify([objects, this.#target]);
    const ended = performance.now();
    this.#listAfter = ended + 20 * (ended - began);
    if (now === this.#listed || (this.#picker.matches(':focus') && this.#picker.value === (this.#target && sections.keyOf(this.#target)))) return;
    this.#listed = now;
    this.#picker.replaceChildren(...sections.options(objects, this.#target));
  }

  #pick(): void {
    const [kind, namespace, name] = this.#picker.value.split('/');
    if (kind && namespace !== undefined && name) this.inspect({ kind, namespace, name });
  }

  #show(player: Player, target: Target, found: Inspection): void {
    const { kind, namespace, name } = target;
    this.#because(found);
    this.#actions.show([target, found.state], () => sections.actions(actionsFor(target, found.state, this.#wishes)));
    this.#links.show(found.links, () => sections.links(found.links, (other) => this.#follow(other)));
    this.#decisions.show(found.decisions, () => sections.decisions(found.decisions));
    this.#events.show(found.events, () => sections.events(found.events));
    this.#yaml.show([target, found.version], () => sections.yaml(found.yaml, player.before(kind, namespace, name)));
  }

  #because({ waits }: Inspection): void {
    const now = JSON.stringify(waits);
    if (now === this.#reasons) return;
    this.#reasons = now;
    this.#waits.hidden = waits.length === 0;
    this.#waits.replaceChildren(el('h3', {}, 'Why is it waiting?'), ...sections.waits(waits));
  }

  // The link that was pressed is gone with the object that had it: the focus goes to the new one's name.
  #follow(target: Target): void {
    this.inspect(target);
    this.#name.focus();
  }
}
