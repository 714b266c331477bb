// What applying a manifest would do, to look at before it is done: object by object, field by field, from what to what.
import type { Plan, PlannedChange, PlannedStep } from '../../pkg/ordinal_wasm.js';
import { button, el } from './dom.ts';

// More than this of a value is not shown.
const longest = 160;

const signs: Record<string, string> = { created: '+', configured: '~', unchanged: '=', refused: '×' };

export class Review {
  readonly element: HTMLElement;
  readonly confirm: () => void;
  readonly #confirm: HTMLButtonElement;

  constructor({ steps }: Plan, confirm: () => void, goOn: () => void) {
    this.confirm = confirm;
    const refused = steps.some(({ fate }) => fate === 'refused');
    this.#confirm = button({ class: 'primary', title: 'Ctrl Enter' }, confirm, refused ? 'Apply the rest' : 'Confirm');
    const back = button({ title: 'Escape' }, goOn, 'Go on editing');
    this.element = el(
      'section',
      { class: 'review', 'aria-label': 'What will change' },
      el('h2', {}, summary(steps)),
      el('ul', { class: 'steps', tabindex: 0, role: 'list' }, ...steps.map(item)),
      el('div', { class: 'manifest-bar' }, el('span', { class: 'verdict' }, hint(steps)), back, this.#confirm),
    );
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') goOn();
      else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) confirm();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  focus(): void {
    this.#confirm.focus();
  }
}

// `This creates 2 objects and configures 1.`
export function summary(steps: PlannedStep[]): string {
  const count = (fate: string) => steps.filter((step) => step.fate === fate).length;
  const verbs = [['created', 'creates'], ['configured', 'configures'], ['refused', 'is refused for']] as const;
  const told = verbs.map(([fate, verb]) => [verb, count(fate)] as const).filter(([, many]) => many > 0);
  const [first, ...others] = told.map(([verb, many], at) => `${verb} ${many}${at > 0 ? '' : many === 1 ? ' object' : ' objects'}`);
  if (first === undefined) return 'This changes nothing.';
  const last = others.pop();
  return `This ${[first, ...others].join(', ')}${last === undefined ? '' : ` and ${last}`}.`;
}

// What follows from a change that one may not expect.
export function hint(steps: PlannedStep[]): string {
  const template = steps.some(({ called, changes }) => /^statefulset\b/.test(called) && changes.some(({ path }) => path.startsWith('spec.template')));
  return template ? 'The template changes: pods are made again.' : '';
}

function item({ called, fate, changes }: PlannedStep): HTMLElement {
  const sign = el('span', { class: 'fate-sign', 'aria-hidden': 'true' }, signs[fate] ?? '');
  const head = el('div', { class: 'step-head' }, sign, el('code', {}, called), el('span', { class: 'fate' }, fate));
  const note = fate === 'configured' && changes.length === 0 ? el('p', { class: 'note' }, 'Only the note of what was applied last.') : null;
  return el('li', { class: `step ${fate}` }, head, note, changes.length > 0 ? el('dl', { class: 'changes' }, ...changes.flatMap(change)) : null);
}

function change({ path, from, to }: PlannedChange): HTMLElement[] {
  const before = from === null ? el('i', {}, 'not set') : el('del', {}, shortened(from));
  const after = to === null ? el('i', {}, 'gone') : el('ins', {}, shortened(to));
  return [el('dt', {}, path), el('dd', {}, before, el('span', { role: 'img', 'aria-label': 'becomes' }, ' → '), after)];
}

function shortened(value: string): string {
  if (value === '') return '""';
  return value.length > longest ? `${value.slice(0, longest)}…` : value;
}
