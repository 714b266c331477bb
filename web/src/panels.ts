// What a player has besides its first picture: terminal, manifest, inspector, menus, dialogs, branches, keys, and hands for
// the stage and the staircase. It is brought when that picture is there, with the whole model, which all of it needs.
import type { BranchList, Player } from '../pkg/ordinal_wasm.js';
import { actionsFor, type Hands } from './actions.ts';
import type { Target } from './commands.ts';
import { offerWhatCrashLeft, tellOfCrash } from './crash.ts';
import { describing } from './describing.ts';
import type { Model } from './fetched.ts';
import { press } from './keys.ts';
import css from './style/panel.css?inline';
import { Branches } from './ui/branches.ts';
import { Comparison } from './ui/comparison.ts';
import { adopt } from './ui/dom.ts';
import { Help } from './ui/help.ts';
import { Inspect } from './ui/inspect.ts';
import { legend } from './ui/legend.ts';
import { Manifest } from './ui/manifest.ts';
import { type Action, Menu } from './ui/menu.ts';
import { Moments } from './ui/moments.ts';
import { Scrubber, type Scrubbing } from './ui/scrubber.ts';
import { Stage } from './ui/stage.ts';
import { Suggestions } from './ui/suggestions.ts';
import type { Terminal } from './ui/terminal.ts';
import { Terminals } from './ui/terminals.ts';

// What the panels ask of the element.
export interface PanelWishes extends Hands {
  // A line that was typed, for whatever reads it.
  typed(line: string, terminal: Terminal): void;
  apply(text: string): void;
  restart(text: string): void;
  // The manifest was changed by whoever types.
  edited(): void;
}

// What they ask of the views around them.
export interface Surroundings {
  player(): Player | undefined;
  // The same, once everything can be asked of it.
  whole(): Player | undefined;
  // The same, once it can tell what applying a manifest to an empty cluster would do.
  planner(): Player | undefined;
  loadWhole(): Promise<Model>;
  // Does something when everything can be asked.
  whenWhole(act: () => void): void;
  // Whether there is a place for terminal, manifest and inspector.
  hasTerminal(): boolean;
  openInspector(target: Target): void;
  openManifest(): void;
  openTerminal(): void;
  // Marks an object on the stage, or none.
  mark(target: Target | undefined): void;
  scrubbing(timeAt: Scrubbing['timeAt']): Scrubbing;
}

// The elements that are filled or followed, which are there from the start.
export type Places = Record<'stage' | 'staircase' | 'terminal' | 'manifest' | 'inspect' | 'suggestions' | 'branches', HTMLElement>;

export class Panels {
  readonly press = press;
  readonly crash = { tell: tellOfCrash, offer: offerWhatCrashLeft };
  readonly stage: Stage;
  readonly terminal: Terminals;
  readonly manifest: Manifest;
  readonly inspect: Inspect;
  readonly suggestions: Suggestions;
  readonly branches: Branches;
  readonly comparison: Comparison;
  readonly moments: Moments;
  readonly menu = new Menu();
  readonly help = new Help();
  readonly #around: Surroundings;
  readonly #wishes: PanelWishes;

  constructor(places: Places, around: Surroundings, wishes: PanelWishes) {
    this.#around = around;
    this.#wishes = wishes;
    const { player, whole, planner, whenWhole } = around;
    adopt(places.terminal, css);
    places.branches.after(legend());
    this.stage = new Stage(places.stage, player, { choose: (...chosen) => this.#offer(...chosen), run: wishes.run });
    this.terminal = new Terminals(places.terminal, {
      run: wishes.typed,
      interrupt: (job) => player()?.interrupt(job),
      complete: (before) => whole()?.complete(before) ?? [],
      lacks: (command) => whole()?.lacks(command),
      needs: (line) => (whole() ? describing(line, around.loadWhole) : ready(whenWhole).then(() => describing(line, around.loadWhole))),
      name: (word, line) => void this.#nameClicked(word, line),
    });
    this.manifest = new Manifest(places.manifest, {
      plan: (text, afresh) => whole()?.plan(text, afresh),
      // What holds for an empty cluster is known first.
      check: (text) => (whole()?.plan(text, false) ?? planner()?.plan(text, true))?.problems ?? [],
      able: whenWhole,
      fields: (...at) => whole()?.fields_at(...at) ?? [],
      kinds: () => whole()?.kinds() ?? [],
      known: around.loadWhole,
      apply: wishes.apply,
      restart: wishes.restart,
      changed: wishes.edited,
    });
    this.inspect = new Inspect(places.inspect, { ...wishes, player: whole, looks: around.mark });
    this.suggestions = new Suggestions(places.suggestions, wishes.run);
    this.comparison = new Comparison(player);
    new Scrubber(places.staircase, around.scrubbing((player, x) => player.time_at(x)));
    new Scrubber(this.comparison.staircase, around.scrubbing((player, x) => player.time_at_compared(x)));
    this.moments = new Moments(whole);
    this.branches = new Branches(places.branches, player, {
      menu: (origin, title, about, actions) => this.menu.open(origin, title, about, actions, () => {}),
      compare: (branch) => (branch ? this.comparison.start(branch) : this.comparison.stop()),
    });
  }

  // What can be done with an object, in a menu beside it.
  #offer(target: Target, state: string, element: Element): void {
    const { hasTerminal, openInspector, mark } = this.#around;
    mark(target);
    // The inspector, where it is open, looks at what is chosen.
    if (this.inspect.isShown) void this.inspect.open(target);
    const look: Action = { title: 'Inspect', hint: 'YAML, Events, why it waits', act: () => openInspector(target) };
    const actions = [...(hasTerminal() ? [look] : []), ...actionsFor(target, state, this.#wishes).filter(({ looks }) => !looks)];
    this.menu.open(element, target.name, `${target.kind}, ${state}`, actions, () => mark(this.inspect.target));
  }

  // Somebody clicked on a word in what a command printed: if it is the name of an object, that is looked at.
  async #nameClicked(word: string, line: string): Promise<void> {
    const { named } = await import('./ui/named.ts');
    const target = named(this.#around.whole()?.objects() ?? [], word, line);
    if (target) this.#around.openInspector(target);
  }

  // Shows a text that a command hands out to be edited; where there is no place for it, it goes back as it is.
  edit(job: number, text: string, save: (text: string) => string | undefined): void {
    if (!this.#around.hasTerminal()) return void save(text);
    void this.manifest.edit(job, text, save);
    this.#around.openManifest();
  }

  // A command has ended. Who has edited for it goes on in the terminal.
  ended(job: number): void {
    this.terminal.close(job);
    if (this.manifest.ended(job)) this.#around.openTerminal();
    this.showPrompt();
  }

  // A shell that runs has a prompt of its own.
  showPrompt(): void {
    for (const terminal of this.terminal.all) {
      const job = terminal.running;
      const prompt = job === undefined ? undefined : this.#around.whole()?.prompt(job);
      terminal.shell = job === undefined || prompt === undefined ? undefined : { job, prompt };
    }
  }

  showBranches({ branches }: BranchList): void {
    this.branches.show(branches);
    this.comparison.follow(branches);
  }
}

function ready(whenWhole: Surroundings['whenWhole']): Promise<void> {
  return new Promise((resolve) => whenWhole(resolve));
}
