// Guided scenarios in the page: each is chosen from the list, and Next and Back reach every step of it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { PlayerPage } from './support.ts';

const folder = join(__dirname, '../../web/scenarios');

interface Lesson {
  title: string;
  about: string;
  // The names of its steps.
  steps: string[];
}

// Read as plainly as they are written: a step's name has a line of its own, so deep.
function lesson(file: string): Lesson {
  const text = readFileSync(`${folder}/${file}`, 'utf8');
  const [, title = '', about = ''] = /^title: (.*)\nabout: (.*)$/m.exec(text) ?? [];
  return { title, about, steps: [...text.matchAll(/marker:\n {4}name: (.*)$/gm)].map((match) => match[1] ?? '') };
}

const files = ['walkthroughs', 'traps'].flatMap((group) => readdirSync(`${folder}/${group}`).map((file) => `${group}/${file}`));

for (const { title, about, steps } of files.map(lesson)) {
  test(`${title}: Next and Back reach every step`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const player = await new PlayerPage(page).open();
    await page.getByLabel('Example').selectOption({ label: title });
    const guide = page.getByRole('region', { name: 'Steps' });
    const shown = (name: string, at: number) => expect(guide).toContainText(new RegExp(`^${escaped(name)} .*${at + 1} of ${steps.length}`));

    // It goes to its first step by itself.
    for (const [at, name] of steps.entries()) {
      if (at > 0) await guide.getByRole('button', { name: 'Next' }).click();
      await shown(name, at);
    }
    await expect(guide.getByRole('button', { name: 'Next' })).toBeDisabled();
    for (const [at, name] of [...steps.entries()].reverse().slice(1)) {
      await guide.getByRole('button', { name: 'Back' }).click();
      await shown(name, at);
    }
    await guide.getByRole('button', { name: 'Back' }).click();
    await expect(guide).toContainText(`${title} ${about}`);
    expect(player.complaints).toEqual([]);
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
