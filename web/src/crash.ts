// The model failed, which it must not: what was done so far is kept, to be reported and begun anew.
import * as memory from './memory.ts';
import { button, el } from './ui/dom.ts';
import type { Notice } from './ui/notice.ts';

export function tellOfCrash(description: string, notice: Notice): void {
  const report = `${description}\n\n${memory.recall()?.scenario ?? ''}`;
  memory.forget();
  const restart = button({ class: 'primary' }, () => location.reload(), 'Start afresh');
  const copy = button({}, () => void navigator.clipboard.writeText(report), 'Copy a report');
  notice.say('The simulation failed. That is a mistake in Ordinal, not in your manifest, which is still here.', el('pre', {}, description), restart, copy);
}
