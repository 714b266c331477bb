// Commands, faults and manifests: given to the model, shown in the terminal, with time to show what comes of them.
import type { ManifestProblem, Player } from '../pkg/ordinal_wasm.js';
import type { Ended, Session } from './session.ts';
import type { Terminal } from './ui/terminal.ts';
import type { Terminals } from './ui/terminals.ts';
import type { Views } from './views.ts';

// The file that the manifest is saved as, in the terminal's folder.
export const manifestFile = 'manifest.yaml';

export class Runner {
  // The example that runs; empty where it is a manifest of one's own.
  chosen = '';
  // Called when a manifest is refused, with what kubectl says.
  refused: (message: string) => void = () => {};
  // Called when a new run has begun.
  began: () => void = () => {};
  // Called when somebody did something: from then on the run is another than its scenario.
  acted: () => void = () => {};
  readonly #session: Session;
  readonly #views: Views;

  constructor(session: Session, views: Views) {
    this.#session = session;
    this.#views = views;
  }

  // Does a command that somebody typed or made a gesture for, and lets time pass to show what comes of it.
  gesture(line: string, terminal?: Terminal): void {
    void this.run(line, undefined, terminal);
    if (!this.#session.player?.only_reads(line)) this.#session.player?.play();
  }

  // A line of a terminal: for the shell that runs there, if there is one.
  typed(line: string, terminal: Terminal): void {
    const { shell } = terminal;
    if (shell === undefined) return this.gesture(line, terminal);
    const start = (player: Player) => player.type_into(shell.job, line) ?? player.run(line);
    this.#session.run(start, (job) => terminal.open(job, line, this.#session.time));
    this.#views.panels.showPrompt();
    this.acted();
    this.#session.player?.play();
  }

  // Gives a text back to the command that handed it out to be edited. Where it was refused, gives the text to go on with,
  // in which stands what was wrong.
  #giveBack(job: number, text: string): string | undefined {
    const { player } = this.#session;
    player?.give_back(job, text);
    this.acted();
    player?.play();
    return player?.edited_text(job);
  }

  // Does a command. One that takes time gets it.
  run(line: string, stdin?: string, terminal: Terminal | Terminals = this.#views.panels.terminal): Promise<Ended> {
    const start = (player: Player) => player.run(line, stdin);
    const { job, ended } = this.#session.run(start, (job) => terminal.open(job, line, this.#session.time));
    this.#views.panels.showPrompt();
    if (!this.#session.player?.only_reads(line)) this.acted();
    if (this.#session.isRunning(job)) this.#session.player?.play();
    const text = this.#session.player?.edited_text(job);
    if (text !== undefined) this.#views.panels.edit(job, text, (edited) => this.#giveBack(job, edited));
    return ended;
  }

  fault(words: string, cause: (player: Player) => void): void {
    const { player } = this.#session;
    if (!player) return;
    this.#views.panels.terminal.remark(words, this.#session.time);
    cause(player);
    this.acted();
    player.play();
  }

  // Takes the last command back, and says so.
  undo(): void {
    this.#say('Undone', this.#session.player?.undo());
  }

  // Does again what was taken back last.
  redo(): void {
    this.#say('Done again', this.#session.player?.redo());
  }

  #say(what: string, words: string | undefined): void {
    if (words === undefined) return this.#views.transport.say(`There is nothing to ${what === 'Undone' ? 'undo' : 'redo'}.`);
    this.acted();
    this.#views.transport.say(`${what}: ${words}`);
    this.#views.panels.terminal.remark(`${what.toLowerCase()}: ${words}`, this.#session.time);
    this.#views.panels.showPrompt();
  }

  // Applies a manifest to the cluster as it is.
  apply(yaml: string): Promise<Ended> {
    const problems = this.#session.player?.plan(yaml, false).problems ?? [];
    this.#session.player?.save(manifestFile, yaml);
    if (this.#views.manifest !== yaml) this.#views.panels.manifest.set(yaml);
    return this.#applySaved(() => problems);
  }

  // A new run of a manifest, from an empty cluster. The run there was stays if the text cannot be read.
  async restart(yaml: string, example = ''): Promise<void> {
    const { player } = this.#session;
    try {
      player?.load('steps: []');
    } catch (error) {
      this.#views.panels.manifest.show([{ message: messageOf(error) }]);
      return;
    }
    this.began();
    this.#views.notice.hide();
    this.#views.panels.terminal.clear();
    this.#views.panels.manifest.set(yaml);
    this.choose(example);
    player?.save(manifestFile, yaml);
    player?.play();
    // The cluster was empty: what is wrong can be asked for later as well, so the first picture need not wait for it.
    await this.#applySaved(() => this.#session.player?.plan(yaml, true)?.problems ?? []);
  }

  choose(example: string): void {
    this.chosen = example;
    this.#views.header.choose(example);
  }

  async #applySaved(problems: () => ManifestProblem[]): Promise<Ended> {
    const ended = await this.run(`kubectl apply -f ${manifestFile}`);
    this.#judge(ended, problems());
    return ended;
  }

  #judge(ended: Ended, problems: ManifestProblem[]): void {
    const { manifest } = this.#views.panels;
    manifest.show(problems);
    if (ended.exit !== 0) {
      this.#views.reveal(ended.stderr);
      this.refused(ended.stderr);
    } else if (!/^(statefulset|deployment)\.apps\//m.test(ended.stdout)) {
      manifest.show([{ message: 'Applied. There is no StatefulSet in it, so the stage has no slots to show for it.' }]);
    }
  }
}

// What an error says, whatever was thrown.
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
