// The element's options: what each attribute may say, and what holds where it says nothing or something else.

export interface Options {
  // A manifest or a scenario, by its address.
  src: string;
  // Where it starts: seconds, a percentage, or a named moment.
  at: string;
  // The moment shown until it is played.
  poster: string;
  // Whether it plays by itself once it is visible; `always`: even for those who asked for less motion.
  autoplay: 'no' | 'visible' | 'always';
  // How many simulated seconds pass in a second.
  speed: number;
  loop: boolean;
  controls: 'none' | 'minimal' | 'full';
  // Whether the terminal and the manifest are shown.
  terminal: boolean;
  theme: 'auto' | 'light' | 'dark';
  // For how many seconds at most nothing happens while it plays.
  idleLimit: number | undefined;
  // Named moments besides those of the scenario.
  markers: NamedMoment[];
  pauseOnMarkers: boolean;
  // A CSS length; empty for as high as it needs to be.
  height: string;
  // Where links that it shares lead: an address with an Ordinal page; empty for the one it was loaded from.
  share: string;
  // Whether the element is what the page is about: it fills the window, has the page's keys and keeps its state.
  page: boolean;
}

export interface NamedMoment {
  // A moment as `at` says it.
  at: string;
  name: string;
  text: string;
}

// How an attribute's text is read; undefined where it says nothing that can be used.
type Reader<T> = (text: string) => T | undefined;

export const attributes = [
  'src', 'at', 'poster', 'autoplay', 'speed', 'loop', 'controls', 'terminal', 'theme', 'idle-limit', 'markers', 'pause-on-markers', 'height', 'share', 'page',
] as const;

export type Attribute = (typeof attributes)[number];

// Reads all attributes. What cannot be used is complained of, and as if it were not there.
export function read(attribute: (name: Attribute) => string | null, complain: (name: Attribute, value: string) => void): Options {
  function option<T>(name: Attribute, reader: Reader<T>, otherwise: T): T {
    const text = attribute(name);
    if (text === null) return otherwise;
    const value = reader(text.trim());
    if (value === undefined) complain(name, text);
    return value ?? otherwise;
  }
  const controls = option('controls', oneOf('none', 'minimal', 'full'), 'full');
  return {
    src: option('src', anything, ''),
    at: option('at', anything, ''),
    poster: option('poster', anything, ''),
    autoplay: option('autoplay', autoplay, 'no'),
    speed: option('speed', between(0.01, 1000), 1),
    loop: option('loop', flag, false),
    controls,
    terminal: option('terminal', flag, controls === 'full'),
    theme: option('theme', oneOf('auto', 'light', 'dark'), 'auto'),
    idleLimit: option<number | undefined>('idle-limit', between(0.1, 1e6), undefined),
    markers: option('markers', markers, []),
    pauseOnMarkers: option('pause-on-markers', flag, false),
    height: option('height', length, ''),
    share: option('share', anything, ''),
    page: option('page', flag, false),
  };
}

const anything: Reader<string> = (text) => text;

function oneOf<T extends string>(...words: T[]): Reader<T> {
  return (text) => words.find((word) => word === text.toLowerCase());
}

// There or not, as HTML has it; `false` and `true` are understood too.
const flag: Reader<boolean> = (text) => ({ '': true, true: true, yes: true, on: true, false: false, no: false, off: false })[text.toLowerCase()];

const autoplay: Reader<Options['autoplay']> = (text) => {
  if (text.toLowerCase() === 'always') return 'always';
  const wanted = flag(text);
  return wanted === undefined ? undefined : wanted ? 'visible' : 'no';
};

function between(least: number, most: number): Reader<number> {
  return (text) => {
    const value = text === '' ? NaN : Number(text);
    return value >= least && value <= most ? value : undefined;
  };
}

// A number is one of pixels.
const length: Reader<string> = (text) => {
  if (/^\d+(\.\d+)?$/.test(text)) return `${text}px`;
  return /^(auto|\d+(\.\d+)?(px|r?em|d?vh|d?vw|%))$/.test(text) ? text.replace('auto', '') : undefined;
};

// `12 Scaled; 40% Half way: a sentence about it`, with a semicolon between two of them.
const markers: Reader<NamedMoment[]> = (text) => {
  const each = text.split(';').map((part) => part.trim()).filter((part) => part !== '');
  const read = each.map((part) => /^(\S+)\s+([^:]+)(?::\s*(.*))?$/s.exec(part));
  if (read.some((match) => match === null || !isPlace(match[1] ?? ''))) return undefined;
  return read.map((match) => ({ at: match?.[1] ?? '', name: match?.[2]?.trim() ?? '', text: match?.[3]?.trim() ?? '' }));
};

// A named moment of a run, where it is.
export interface Moment {
  time: number;
  name: string;
}

// The second that a moment's words mean: a name, seconds (`12`, `12.5s`, `1m30s`), or a share of the whole (`40%`).
export function secondOf(words: string | number, duration: number, moments: Moment[]): number | undefined {
  if (typeof words === 'number') return Number.isFinite(words) ? Math.max(0, words) : undefined;
  const text = words.trim();
  const named = moments.find(({ name }) => name === text) ?? moments.find(({ name }) => name.toLowerCase() === text.toLowerCase());
  if (named) return named.time;
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text);
  if (percent) return (Math.min(100, Number(percent[1])) / 100) * duration;
  const span = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(text);
  if (!span || text === '') return undefined;
  const [hours, minutes, seconds] = [1, 2, 3].map((index) => Number(span[index] ?? 0)) as [number, number, number];
  return hours * 3600 + minutes * 60 + seconds;
}

function isPlace(text: string): boolean {
  return secondOf(text, 0, []) !== undefined;
}
