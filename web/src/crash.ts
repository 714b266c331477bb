// The model failed, which it must not: the manifest and the commands are kept, here and over a reload.
import * as memory from './memory.ts';
import { button } from './ui/dom.ts';
import type { Views } from './views.ts';

// Shows what happened, and how one can go on.
export function tellOfCrash(description: string, views: Views, time: number): void {
  const { manifest } = views;
  const report = reportOf({ description, time, commands: views.commands, manifest, scenario: memory.recall()?.scenario ?? '' });
  memory.forget();
  memory.rememberCrash(report, manifest);
  import('./ui/crash.ts')
    .then(({ CrashScreen }) => {
      const screen = new CrashScreen({ description, report, manifest, commands: views.commands }, { afresh: () => startWith(manifest), example: () => startWith(undefined) });
      views.freeze(screen.element);
      screen.focus();
    })
    .catch(() => views.notice.say(`The simulation failed. Your manifest is kept: reload the page. (${description})`));
}

// After the reload that followed a crash: what it left can still be had.
export function offerWhatCrashLeft(views: Views): void {
  const left = memory.takeCrash();
  if (!left) return;
  const bring = () => {
    views.panels.manifest.set(left.manifest);
    views.tabs.show('manifest');
    views.notice.hide();
  };
  const buttons = [button({ class: 'primary' }, bring, 'Bring the manifest back'), button({}, () => void navigator.clipboard.writeText(left.report), 'Copy the report')];
  views.notice.say('The simulation failed before the page was reloaded. Your manifest and commands are kept.', ...buttons);
}

// Begins anew, in a fresh page: a model that failed cannot be used again. Without a manifest, with the first example.
function startWith(manifest: string | undefined): void {
  memory.takeCrash();
  if (manifest === undefined) history.replaceState(null, '', location.pathname + location.search);
  else memory.remember({ manifest, example: '', scenario: manifest, time: 0, link: location.hash.slice(1) });
  location.reload();
}

interface Crash {
  description: string;
  time: number;
  commands: string[];
  manifest: string;
  scenario: string;
}

// A report for whoever mends Ordinal: everything that is needed to see it happen again.
export function reportOf({ description, time, commands, manifest, scenario }: Crash): string {
  const parts = [
    `Ordinal failed at ${time.toFixed(3)} s.`,
    description,
    `Commands:\n${commands.join('\n') || '(none)'}`,
    `Manifest:\n${manifest || '(none)'}`,
    `The run, as it was last kept:\n${scenario || '(not kept)'}`,
  ];
  return `${parts.join('\n\n')}\n`;
}
