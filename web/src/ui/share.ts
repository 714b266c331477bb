// Sharing a run: a link to this moment or to its start, and the code that embeds it in another page.
import { linkOf, longest } from '../link.ts';
import type { Options } from '../options.ts';
import { clock } from '../time.ts';
import { button, el, setText } from './dom.ts';
import { icons } from './icons.ts';

// What there is to share.
export interface Shared {
  scenario: string;
  time: number;
  options: Options;
}

// Where the page of this build is, as seen from its scripts; a build without a page has none.
declare const __HOME__: string | undefined;
const home = typeof __HOME__ === 'string' ? new URL(__HOME__, import.meta.url).href : '';

export class Share {
  readonly element = el('dialog', { class: 'help share', part: 'share-dialog', 'aria-labelledby': 'share-title' });
  readonly #from = el('div', { class: 'choice', role: 'radiogroup', 'aria-label': 'Where it opens' });
  readonly #link = field('Link', 'A link to what is shown');
  readonly #code = field('Embed code', 'For a page of your own: the element and the run in it');
  #shared: Shared | undefined;
  #withMoment = true;

  // The dialog of a root, made when it is first asked for.
  static in(root: ShadowRoot): Share {
    const share = dialogs.get(root) ?? new Share();
    if (!dialogs.has(root)) root.append(share.element);
    dialogs.set(root, share);
    return share;
  }

  private constructor() {
    const close = button({ class: 'icon-button', 'aria-label': 'Close' }, () => this.element.close(), icons.close());
    this.element.append(
      el('div', { class: 'menu-head' }, el('h2', { id: 'share-title' }, 'Share'), close),
      this.#from,
      this.#link.element,
      this.#code.element,
      el('p', {}, 'Everything is in the link itself: nothing is stored anywhere, and nothing leaves this page until you send it.'),
    );
    this.element.addEventListener('click', (event) => {
      if (event.target === this.element) this.element.close();
    });
  }

  async open(shared: Shared): Promise<void> {
    this.#shared = shared;
    this.#from.replaceChildren(this.#choice(true, `This moment, ${clock(shared.time)}`), this.#choice(false, 'The start'));
    await this.#fill();
    if (!this.element.open) this.element.showModal();
  }

  #choice(withMoment: boolean, words: string): HTMLElement {
    const input = el('input', { type: 'radio', name: 'from', checked: this.#withMoment === withMoment });
    input.addEventListener('change', () => {
      this.#withMoment = withMoment;
      void this.#fill();
    });
    return el('label', {}, input, words);
  }

  async #fill(): Promise<void> {
    if (!this.#shared) return;
    const { scenario, options } = this.#shared;
    const time = this.#withMoment ? this.#shared.time : 0;
    const link = await linkOf({ scenario, time });
    const address = pageOf(options);
    if (address === '') this.#link.none('Where links lead is not known here: the attribute “share” names an Ordinal page.');
    else if (link.length > longest) this.#link.none(`This run is too long for a link (${Math.round(link.length / 1000)} kB). The embed code has all of it.`);
    else this.#link.set(`${address}#${link}`);
    this.#code.set(embedCode(scenario, time, options));
  }
}

const dialogs = new WeakMap<ShadowRoot, Share>();

// Where a link leads: to the page itself, or to the page that belongs to the element.
function pageOf({ page, share }: Options): string {
  if (share !== '') return new URL(share, document.baseURI).href.replace(/#.*$/s, '');
  return page ? location.href.replace(/#.*$/s, '') : home;
}

export function embedCode(scenario: string, time: number, { controls }: Pick<Options, 'controls'>): string {
  const script = home === '' ? 'ordinal/ordinal-player.js' : new URL('ordinal-player.js', home).href;
  const at = time > 0 ? ` at="${Math.round(time * 1000) / 1000}"` : '';
  const shown = controls === 'full' ? '' : ` controls="${controls}"`;
  return `<script type="module" src="${script.replaceAll('"', '&quot;')}"></script>
<ordinal-player${at}${shown}>
<script type="application/yaml">
${inScript(scenario)}
</script>
</ordinal-player>
`;
}

// A scenario in a script element, as YAML that reads like what was written: a run of nothing but a manifest is that manifest.
// Nothing in it can end the element.
function inScript(scenario: string): string {
  const { files = {}, steps = [], ...rest } = JSON.parse(scenario) as { files?: Record<string, string>; steps?: { at?: string; kubectl?: string }[] };
  const [[name, text] = ['', '']] = Object.entries(files);
  const only = Object.keys(rest).length === 0 && Object.keys(files).length === 1 && steps.length === 1;
  const isManifest = only && /^0m?s$/.test(steps[0]?.at ?? '') && steps[0]?.kubectl === `apply -f ${name}`;
  if (isManifest && !/<\/?script|<!--/i.test(text)) return text.trimEnd();
  return JSON.stringify({ ...rest, files, steps }, undefined, 1).replaceAll('<', '\\u003c');
}

interface Field {
  element: HTMLElement;
  set(text: string): void;
  none(why: string): void;
}

// A text to copy.
function field(title: string, about: string): Field {
  const text = el('textarea', { readonly: true, rows: 4, 'aria-label': title, spellcheck: 'false' });
  const why = el('p', { class: 'share-none', hidden: true });
  const copy = button({ class: 'primary' }, () => void copied(text, copy), 'Copy');
  copy.setAttribute('aria-label', `Copy: ${title}`);
  const head = el('div', { class: 'share-head' }, el('h3', {}, title), el('span', {}, about), copy);
  const show = (shown: boolean) => {
    [text.hidden, copy.hidden, why.hidden] = [!shown, !shown, shown];
  };
  return {
    element: el('section', { class: 'share-field' }, head, text, why),
    set(value) {
      text.value = value;
      show(true);
    },
    none(words) {
      setText(why, words);
      show(false);
    },
  };
}

// A page without the right to the clipboard has the text selected instead.
async function copied(text: HTMLTextAreaElement, copy: HTMLButtonElement): Promise<void> {
  text.select();
  const done = await navigator.clipboard?.writeText(text.value).then(() => true, () => false);
  setText(copy, done ? 'Copied' : 'Selected: press Ctrl C');
  setTimeout(() => setText(copy, 'Copy'), 2000);
}
