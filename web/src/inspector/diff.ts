// Two versions of a text, line by line: what stayed, what went, what came.

export interface Line {
  text: string;
  kind: 'same' | 'gone' | 'new';
}

// More lines than this between the first and the last difference are not aligned: all of the old ones go.
const most = 600;

export function diffLines(before: string, after: string): Line[] {
  const [old, now] = [lines(before), lines(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const middle = aligned(old.slice(start, old.length - end), now.slice(start, now.length - end));
  return [...same(now.slice(0, start)), ...middle, ...same(now.slice(now.length - end))];
}

function lines(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

function same(lines: string[]): Line[] {
  return lines.map((text) => ({ text, kind: 'same' }));
}

// By the longest common subsequence.
function aligned(old: string[], now: string[]): Line[] {
  if (old.length > most || now.length > most) return [...old.map((text) => ({ text, kind: 'gone' }) as const), ...now.map((text) => ({ text, kind: 'new' }) as const)];
  const length = lengths(old, now);
  const found: Line[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      found.push({ text: now[j] ?? '', kind: 'same' });
      i += 1;
      j += 1;
    } else if (j >= now.length || (i < old.length && at(length, i + 1, j) >= at(length, i, j + 1))) {
      found.push({ text: old[i] ?? '', kind: 'gone' });
      i += 1;
    } else {
      found.push({ text: now[j] ?? '', kind: 'new' });
      j += 1;
    }
  }
  return found;
}

// How long the longest common subsequence of what comes from each pair of places on is.
function lengths(old: string[], now: string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const row = table[i] as number[];
      row[j] = old[i] === now[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

function at(table: number[][], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}
