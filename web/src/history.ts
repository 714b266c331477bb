// The lines typed into a terminal: up and down through them, as a shell does it.

const most = 200;

export class History {
  readonly #lines: string[] = [];
  // Where one is; at the end while one types a new line.
  #at = 0;
  #draft = '';

  add(line: string): void {
    if (this.#lines.at(-1) !== line) this.#lines.push(line);
    if (this.#lines.length > most) this.#lines.shift();
    this.#at = this.#lines.length;
  }

  // The last line with this in it, or one so many before that; each line once.
  search(part: string, back: number): string | undefined {
    const found = this.#lines.filter((line) => line.includes(part)).reverse();
    return part === '' ? undefined : [...new Set(found)][back];
  }

  // The line before the one shown, which is kept if it is the one being typed.
  up(shown: string): string {
    if (this.#at === this.#lines.length) this.#draft = shown;
    this.#at = Math.max(0, this.#at - 1);
    return this.#lines[this.#at] ?? shown;
  }

  // The line after the one shown; at the end the one that was being typed.
  down(shown: string): string {
    if (this.#at === this.#lines.length) return shown;
    this.#at += 1;
    return this.#lines[this.#at] ?? this.#draft;
  }
}

// The longest beginning that all words share.
export function commonStart(words: string[]): string {
  const [first = '', ...rest] = words;
  let length = first.length;
  for (const word of rest) {
    while (!word.startsWith(first.slice(0, length))) length -= 1;
  }
  return first.slice(0, length);
}
