// What a page remembers over a reload: the manifest, the run and the moment.

export interface Remembered {
  manifest: string;
  example: string;
  // The run, as the scenario that repeats it.
  scenario: string;
  time: number;
  // What was in the page's address then, behind its #.
  link: string;
}

const key = 'ordinal';
// More than this is not worth keeping, and no browser would.
const most = 2_000_000;

// A page may be without storage, or it may be full: then nothing is remembered.
export function remember(state: Remembered): void {
  keep(key, JSON.stringify(state));
}

export function forget(): void {
  drop(key);
}

// Keeps what a crash would have lost, for whoever reloads the page; there is one at most.
export function rememberCrash(report: string, manifest: string): void {
  keep(`${key}-crash`, JSON.stringify({ report, manifest }));
}

// What a crash before the reload left, once.
export function takeCrash(): { report: string; manifest: string } | undefined {
  try {
    const { report, manifest } = JSON.parse(sessionStorage.getItem(`${key}-crash`) ?? '{}') as Record<string, unknown>;
    drop(`${key}-crash`);
    return typeof report === 'string' && typeof manifest === 'string' ? { report, manifest } : undefined;
  } catch {
    return undefined;
  }
}

function keep(name: string, text: string): void {
  try {
    if (text.length <= most) sessionStorage.setItem(name, text);
  } catch {
    return;
  }
}

function drop(name: string): void {
  try {
    sessionStorage.removeItem(name);
  } catch {
    return;
  }
}

export function recall(): Remembered | undefined {
  try {
    return validated(JSON.parse(sessionStorage.getItem(key) ?? 'null'));
  } catch {
    return undefined;
  }
}

// What is stored may be anybody's.
export function validated(value: unknown): Remembered | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { manifest, example, scenario, time, link } = value as Record<string, unknown>;
  const texts = typeof manifest === 'string' && typeof example === 'string' && typeof scenario === 'string' && typeof link === 'string';
  return texts && typeof time === 'number' && Number.isFinite(time) ? { manifest, example, scenario, time, link } : undefined;
}
