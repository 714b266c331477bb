// Views that share a place, of which one is shown: a list of tabs as assistive technology knows it.
import { button, el, setAll } from './dom.ts';

export interface View {
  id: string;
  title: string;
  icon: SVGSVGElement;
  panel: HTMLElement;
}

export class Tabs {
  readonly element = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Views' });
  readonly #tabs = new Map<string, HTMLButtonElement>();
  readonly #views: View[];
  shown = '';
  // Called when another view is shown.
  changed: (id: string) => void = () => {};

  constructor(views: View[]) {
    this.#views = views;
    for (const view of views) this.#add(view);
    this.element.addEventListener('keydown', (event) => this.#key(event));
  }

  show(id: string): void {
    if (id === this.shown || !this.#tabs.has(id)) return;
    this.shown = id;
    for (const view of this.#views) {
      const isShown = view.id === id;
      setAll(this.#tabs.get(view.id) as Element, { 'aria-selected': String(isShown), tabindex: isShown ? 0 : -1 });
      view.panel.classList.toggle('shown', isShown);
    }
    this.changed(id);
  }

  // Puts the focus on the tab of the view that is shown.
  focus(): void {
    this.#tabs.get(this.shown)?.focus();
  }

  // A dot beside a title that says that something is there to be seen.
  mark(id: string, what: string): void {
    const tab = this.#tabs.get(id);
    tab?.querySelector('.flag')?.remove();
    if (what !== '') tab?.append(el('span', { class: 'flag', role: 'img', 'aria-label': what }));
  }

  #add({ id, title, icon, panel }: View): void {
    const tab = button({ role: 'tab', id: `tab-${id}`, 'aria-controls': `view-${id}`, class: `tab tab-${id}` }, () => this.show(id), icon, title);
    setAll(panel, { role: 'tabpanel', id: `view-${id}`, 'aria-labelledby': `tab-${id}` });
    this.#tabs.set(id, tab);
    this.element.append(tab);
  }

  #key(event: KeyboardEvent): void {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const visible = this.#views.filter(({ id }) => this.#tabs.get(id)?.offsetParent);
    const at = visible.findIndex(({ id }) => id === this.shown);
    const next = visible[(at + by + visible.length) % visible.length];
    if (!next) return;
    this.show(next.id);
    this.#tabs.get(next.id)?.focus();
  }
}
