// Everything the element shows, and where it is: the views, put together once, and how they follow the model.
import type { Decision, Player, Status, Workload } from '../pkg/ordinal_wasm.js';
import { actionsFor, type Hands } from './actions.ts';
import type { Target } from './commands.ts';
import { examples } from './examples.ts';
import { isWhole } from './model.ts';
import { el } from './ui/dom.ts';
import { Header } from './ui/header.ts';
import { Help } from './ui/help.ts';
import { icons } from './ui/icons.ts';
import { Manifest } from './ui/manifest.ts';
import { Menu } from './ui/menu.ts';
import { Notice } from './ui/notice.ts';
import { Sentence } from './ui/sentence.ts';
import { Stage } from './ui/stage.ts';
import { Suggestions } from './ui/suggestions.ts';
import { Tabs } from './ui/tabs.ts';
import type { Terminal } from './ui/terminal.ts';
import { Terminals } from './ui/terminals.ts';
import { Transport } from './ui/transport.ts';

// What the views ask of the element.
export interface Wishes extends Hands {
  // A line that was typed, for whatever reads it.
  typed(line: string, terminal: Terminal): void;
  apply(text: string): void;
  restart(text: string): void;
  // The manifest was changed by whoever types.
  edited(): void;
  example(id: string): void;
  theme(): void;
}

export class Views {
  readonly sentence = new Sentence();
  readonly stage: Stage;
  readonly transport: Transport;
  readonly terminal: Terminals;
  readonly manifest: Manifest;
  readonly header: Header;
  readonly suggestions: Suggestions;
  readonly menu = new Menu();
  readonly help = new Help();
  readonly notice = new Notice();
  readonly tabs: Tabs;
  // What goes into the shadow root.
  readonly elements: HTMLElement[];
  readonly #player: () => Player | undefined;
  readonly #wishes: Wishes;
  readonly #stageView: HTMLElement;

  constructor(player: () => Player | undefined, wishes: Wishes) {
    this.#player = player;
    this.#wishes = wishes;
    const whole = () => (isWhole() ? player() : undefined);
    this.stage = new Stage(player, { choose: (...chosen) => this.#choose(...chosen), run: wishes.run });
    this.transport = new Transport(player);
    this.terminal = new Terminals({
      run: wishes.typed,
      interrupt: (job) => player()?.interrupt(job),
      complete: (before) => whole()?.complete(before) ?? [],
      lacks: (command) => whole()?.lacks(command),
    });
    this.manifest = new Manifest({
      plan: (text, afresh) => whole()?.plan(text, afresh),
      fields: (...at) => whole()?.fields_at(...at) ?? [],
      kinds: () => whole()?.kinds() ?? [],
      apply: wishes.apply,
      restart: wishes.restart,
      changed: wishes.edited,
    });
    this.header = new Header(examples, { example: wishes.example, theme: wishes.theme, help: () => this.help.open() });
    this.suggestions = new Suggestions(wishes.run);
    this.#stageView = el('div', { class: 'stage-view' }, this.stage.element);
    this.tabs = new Tabs([
      { id: 'stage', title: 'Stage', icon: icons.stage(), panel: this.#stageView },
      { id: 'terminal', title: 'Terminal', icon: icons.terminal(), panel: this.terminal.element },
      { id: 'manifest', title: 'Manifest', icon: icons.manifest(), panel: this.manifest.element },
    ]);
    this.manifest.changed = (problems) => this.tabs.mark('manifest', problems > 0 ? 'has problems' : '');
    this.elements = [this.#app(), this.help.element];
  }

  // Beside the stage there is room for the terminal; below, they share the place.
  arrange(wide: boolean): void {
    this.tabs.show(wide ? 'terminal' : 'stage');
    (wide ? this.terminal.element : this.#stageView).append(this.suggestions.element);
  }

  showStatus(status: Status): void {
    this.transport.show(status);
    this.stage.refresh();
  }

  showWorkload(workload: Workload | undefined): void {
    this.header.show(workload);
    this.suggestions.show(workload);
  }

  showDecision(decision: Decision): void {
    if (decision.about === '') this.sentence.rest('Nothing runs here yet.', 'Paste a manifest, choose an example, or type a command.');
    else this.sentence.show(decision);
  }

  // A shell that runs has a prompt of its own.
  showPrompt(): void {
    for (const terminal of this.terminal.all) {
      const job = terminal.running;
      const prompt = job === undefined ? undefined : this.#player()?.prompt(job);
      terminal.shell = job === undefined || prompt === undefined ? undefined : { job, prompt };
    }
  }

  openTerminal(): void {
    this.tabs.show('terminal');
    this.terminal.focus();
  }

  #app(): HTMLElement {
    const panel = el('aside', { class: 'panel surface', 'aria-label': 'Terminal and manifest' }, this.terminal.element, this.manifest.element);
    const main = el('main', {}, this.sentence.element, this.#stageView, panel, this.tabs.element, this.transport.element);
    return el('div', { class: 'app' }, this.header.element, this.notice.element, main, this.menu.element);
  }

  #choose(target: Target, state: string, element: Element): void {
    const { kind, namespace, name } = target;
    this.#player()?.select(kind, namespace, name);
    const unselect = () => this.#player()?.select('', '', '');
    this.menu.open(element, name, `${kind}, ${state}`, actionsFor(target, state, this.#wishes), unselect);
  }
}
