// The element's attributes as properties: reading one gives what holds, writing one writes the attribute.
import { type Attribute, attributes, type NamedMoment, type Options, read } from './options.ts';

export abstract class Reflecting extends HTMLElement {
  static readonly observedAttributes: readonly string[] = attributes;
  protected options: Options = read(() => null, () => {});

  get src(): string {
    return this.options.src;
  }

  set src(address: string) {
    this.#write('src', address);
  }

  get at(): string {
    return this.options.at;
  }

  set at(moment: string | number) {
    this.#write('at', moment);
  }

  get poster(): string {
    return this.options.poster;
  }

  set poster(moment: string | number) {
    this.#write('poster', moment);
  }

  get autoplay(): boolean | 'always' {
    return this.options.autoplay === 'always' ? 'always' : this.options.autoplay === 'visible';
  }

  set autoplay(when: boolean | 'always') {
    this.#write('autoplay', when);
  }

  get loop(): boolean {
    return this.options.loop;
  }

  set loop(loop: boolean) {
    this.#write('loop', loop);
  }

  get controls(): Options['controls'] {
    return this.options.controls;
  }

  set controls(which: Options['controls']) {
    this.#write('controls', which);
  }

  get terminal(): boolean {
    return this.options.terminal;
  }

  set terminal(shown: boolean) {
    this.#write('terminal', String(shown));
  }

  get theme(): Options['theme'] {
    return this.options.theme;
  }

  set theme(theme: Options['theme']) {
    this.#write('theme', theme);
  }

  get idleLimit(): number | undefined {
    return this.options.idleLimit;
  }

  set idleLimit(seconds: number | undefined) {
    this.#write('idle-limit', seconds);
  }

  get markers(): NamedMoment[] {
    return this.options.markers;
  }

  // As the attribute has them: `12 Scaled: what there is to see; 40% Half way`.
  set markers(markers: string | NamedMoment[]) {
    const written = (marker: NamedMoment) => `${marker.at} ${marker.name}${marker.text === '' ? '' : `: ${marker.text}`}`;
    this.#write('markers', typeof markers === 'string' ? markers : markers.map(written).join('; '));
  }

  get pauseOnMarkers(): boolean {
    return this.options.pauseOnMarkers;
  }

  set pauseOnMarkers(pause: boolean) {
    this.#write('pause-on-markers', pause);
  }

  get height(): string {
    return this.options.height;
  }

  set height(height: string | number) {
    this.#write('height', height);
  }

  get share(): string {
    return this.options.share;
  }

  set share(address: string) {
    this.#write('share', address);
  }

  get page(): boolean {
    return this.options.page;
  }

  set page(isPage: boolean) {
    this.#write('page', isPage);
  }

  attributeChangedCallback(name: Attribute, before: string | null, after: string | null): void {
    if (before === after) return;
    this.readOptions((each) => each === name);
    this.optionChanged(name);
  }

  // Called when an attribute says something else than before.
  protected abstract optionChanged(name: Attribute): void;

  // Reads the attributes anew, and complains of some of those that cannot be used.
  protected readOptions(complains: (name: Attribute) => boolean): void {
    const complain = (name: Attribute, value: string) => {
      if (complains(name)) console.warn(`<ordinal-player>: ${name}=${JSON.stringify(value.slice(0, 200))} cannot be used; the default is taken instead`);
    };
    this.options = read((name) => this.getAttribute(name), complain);
  }

  #write(name: Attribute, value: string | number | boolean | undefined): void {
    if (value === undefined || value === false) this.removeAttribute(name);
    else this.setAttribute(name, value === true ? '' : String(value));
  }
}
