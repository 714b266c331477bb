// What the browser tests share: the page opened, its player at hand, and the picture read by the page's contract.
import type { Locator, Page } from '@playwright/test';

// The parts of the player that tests use.
export interface PlayerElement extends HTMLElement {
  ready: Promise<void>;
  time: number;
  duration: number;
  speed: number;
  paused: boolean;
  play(): void;
  pause(): void;
  step(by?: number): void;
  seek(time: number | string): void;
  scenario(): string;
  apply(yaml: string): Promise<Ended>;
  run(command: string, stdin?: string): Promise<Ended>;
}

interface Ended {
  stdout: string;
  stderr: string;
  exit: number;
}

// A drawn object, as the page's contract has it.
export interface Drawn {
  kind: string;
  name: string;
  state: string;
  ready: string | null;
  node: string | null;
  mounted: string | null;
}

export class PlayerPage {
  readonly element: Locator;
  // What the page wrote to its console as an error, and what it threw.
  readonly complaints: string[] = [];

  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.element = page.locator('ordinal-player');
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()));
  }

  // Opens the page and waits until its first example has begun.
  async open(): Promise<this> {
    await this.page.goto('./');
    await this.page.evaluate(() => customElements.whenDefined('ordinal-player').then(() => {}));
    await this.ask((player) => player.ready);
    return this;
  }

  ask<T, A>(question: (player: PlayerElement, given: A) => T | Promise<T>, given?: A): Promise<T> {
    return this.element.evaluate(question as never, given);
  }

  run(command: string, stdin?: string): Promise<Ended> {
    return this.ask((player, [command, stdin]) => player.run(command, stdin), [command, stdin] as const);
  }

  apply(yaml: string): Promise<Ended> {
    return this.ask((player, yaml) => player.apply(yaml), yaml);
  }

  // Opens the manifest's editor and puts a text in the place of the one there, as somebody who pastes it.
  async write(manifest: string): Promise<void> {
    await this.page.getByRole('tab', { name: 'Manifest' }).click();
    await this.page.locator('.cm-content').click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.insertText(manifest);
  }

  // The text in the manifest's editor, as far as it is drawn.
  async written(): Promise<string> {
    const lines = await this.page.locator('.cm-line').allTextContents();
    return lines.join('\n');
  }

  // Chooses an example and waits until its set has been applied.
  async choose(example: string, set: string): Promise<void> {
    await this.page.getByLabel('Example').selectOption({ label: example });
    await this.page.getByRole('log').getByText(`statefulset.apps/${set} created`).waitFor();
  }

  // Stops, and goes to an instant; one that was not simulated yet is simulated.
  async seek(time: number): Promise<void> {
    await this.ask(async (player, time) => {
      player.pause();
      player.seek(time);
      while (Math.abs(player.time - time) > 0.002) await new Promise(requestAnimationFrame);
    }, time);
  }

  // So many seconds after where it is.
  async after(seconds: number): Promise<void> {
    await this.seek((await this.ask((player) => player.time)) + seconds);
  }

  // Every drawn object of a kind; what is shown leaving is gone.
  async drawn(kind?: string): Promise<Drawn[]> {
    const all = await this.page.locator('[data-kind]:not(.leave, .leave *)').evaluateAll((groups) =>
      groups.map((group) => ({
        kind: group.getAttribute('data-kind') ?? '',
        name: group.getAttribute('data-name') ?? '',
        state: group.getAttribute('data-state') ?? '',
        ready: group.getAttribute('data-ready'),
        node: group.getAttribute('data-node'),
        mounted: group.getAttribute('data-mounted'),
      })),
    );
    const sorted = all.sort((one, other) => `${one.kind}/${one.name}`.localeCompare(`${other.kind}/${other.name}`));
    return kind === undefined ? sorted : sorted.filter((object) => object.kind === kind);
  }

  // The names of the pods there are, with whether each is ready: `web-0 ready`.
  async pods(): Promise<string[]> {
    const pods = await this.drawn('Pod');
    return pods.map(({ name, ready, state }) => (ready === 'true' ? `${name} ready` : `${name} ${state}`));
  }

  // An object of the picture.
  object(kind: string, name: string): Locator {
    return this.page.locator(`[data-kind="${kind}"][data-name="${name}"]:not(.leave)`);
  }

  get sentence(): Locator {
    return this.page.locator('[data-decision]');
  }
}

// `['web-0 ready', 'web-1 ready']`
export function allReady(set: string, count: number): string[] {
  return Array.from({ length: count }, (_, ordinal) => `${set}-${ordinal} ready`);
}

// The page with a person at its terminal, so fast that walk-throughs are done in seconds.
export async function typing(page: Page): Promise<[PlayerPage, Typist]> {
  const player = await new PlayerPage(page).open();
  await player.ask((element) => {
    element.speed = 20;
  });
  return [player, new Typist(page)];
}

// A person at a terminal, the first or the second: types lines, and reads what each printed.
export class Typist {
  readonly input: Locator;
  readonly blocks: Locator;

  constructor(page: Page, place = 0) {
    const terminal = page.locator('.terminal').nth(place);
    this.input = terminal.locator('.prompt-input');
    this.blocks = terminal.locator('.block');
  }

  // Types a command, perhaps of several lines, and does not wait for its end.
  async begin(command: string): Promise<void> {
    for (const line of command.split('\n')) {
      await this.input.fill(line);
      await this.input.press('Enter');
    }
  }

  // Types a command and waits until it has ended. Gives what it printed, with what differs from run to run masked.
  async type(command: string): Promise<string> {
    const before = await this.blocks.count();
    await this.begin(command);
    await this.blocks.nth(before).waitFor();
    await this.blocks.nth(before).and(this.input.page().locator(':not(.running)')).waitFor({ timeout: 60_000 });
    return this.printed(before);
  }

  // What a command printed so far; the last one, if none is named.
  async printed(at = -1): Promise<string> {
    const outputs = await this.blocks.nth(at).locator('.out').allTextContents();
    return masked(outputs.join(''));
  }
}

// Ages, addresses and the names of volumes that were made differ from run to run; blanks follow them.
function masked(text: string): string {
  return text
    .replaceAll(/pvc-[0-9a-f-]{36}/g, 'pvc-UID')
    .replaceAll(/\b10\.\d+\.\d+\.\d+/g, 'IP')
    .replaceAll(/\b(?:\d+m)?\d+s\b/g, 'AGE')
    .replaceAll(/\b\d+m\b/g, 'AGE')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/ $/gm, '');
}
