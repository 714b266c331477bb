// `kubectl edit`: a terminal here has no editor, so the object comes into the manifest's, and goes back by `kubectl
// replace`. What was in the editor comes back afterwards.
import type { Player } from '../pkg/ordinal_wasm.js';
import { quoted } from './commands.ts';
import type { Runner } from './runner.ts';
import type { Session } from './session.ts';
import type { Views } from './views.ts';

// kubectl's own words before an object that is edited.
const note = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit.
#
`;

// The words after `kubectl edit`, if a line is that.
export function editedBy(line: string): string[] | undefined {
  const words = line.trim().split(/\s+/);
  const asksForMore = words.slice(2).some((word) => /^(-o|--output|-h|--help|-f|--filename)/.test(word)) || /[|;&<>'"\\$]/.test(line);
  return words[0] === 'kubectl' && words[1] === 'edit' && words.length > 2 && !asksForMore ? words.slice(2) : undefined;
}

export class Editing {
  readonly #session: Session;
  readonly #views: Views;
  readonly #runner: Runner;

  constructor(session: Session, views: Views, runner: Runner) {
    this.#session = session;
    this.#views = views;
    this.#runner = runner;
  }

  // Opens an object in the editor. Returns whether there is one; if not, kubectl says why.
  async open(words: string[]): Promise<boolean> {
    const get = ['kubectl', 'get', ...words, '-o', 'yaml'].map(quoted).join(' ');
    // Nobody typed this: it is not shown.
    const { stdout, exit } = await this.#session.run((player: Player) => player.run(get), () => {}).ended;
    if (exit !== 0 || !/^kind: (?!List$)/m.test(stdout)) return false;
    const { terminal, manifest, tabs } = this.#views;
    terminal.remark(`kubectl edit ${words.join(' ')}: in the manifest editor`, this.#session.time);
    tabs.show('manifest');
    await manifest.open();
    manifest.edit(words.join(' '), note + stdout, (text) => this.#save(text, note + stdout));
    return true;
  }

  // Replaces the object. Resolves to what kubectl complains of; empty when all is well.
  async #save(text: string, before: string): Promise<string> {
    const bare = (text: string) => text.replace(/^#.*\n?/gm, '').trim();
    if (bare(text) === '' || bare(text) === bare(before)) {
      this.#views.terminal.remark('Edit cancelled, no changes made.', this.#session.time);
      return '';
    }
    const { stderr, exit } = await this.#runner.run('kubectl replace -f -', `${bare(text)}\n`);
    return exit === 0 ? '' : stderr.trim();
  }
}
