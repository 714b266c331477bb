// The line of a manifest on which a field is, for errors that name its path: `spec.template.spec.containers[0].image`.

interface Place {
  indent: number;
  path: string;
}

// The line, from 1, of the deepest part of the path that is there; undefined where not even its first part is. Understands
// block style as manifests are written; a flow-style value counts as one line.
export function lineOf(yaml: string, path: string): number | undefined {
  const wanted = steps(path);
  let best: { depth: number; line: number } | undefined;
  for (const { line, at } of fields(yaml)) {
    const found = steps(at);
    const isPrefix = found.length <= wanted.length && found.every((step, index) => step === wanted[index]);
    if (isPrefix && found.length > (best?.depth ?? 0)) best = { depth: found.length, line };
  }
  return best?.line;
}

// Every field of every document with its line, in order; list items are `[0]`, `[1]`…
export function* fields(yaml: string): Generator<{ line: number; at: string }> {
  let stack: Place[] = [];
  const counts = new Map<string, number>();
  let block: number | undefined;
  for (const [index, raw] of yaml.split('\n').entries()) {
    const text = raw.trimEnd();
    const indent = text.search(/\S/);
    if (indent < 0 || text[indent] === '#') continue;
    if (block !== undefined && indent > block) continue;
    block = undefined;
    if (/^(---|\.\.\.)/.test(text)) {
      stack = [];
      counts.clear();
      continue;
    }
    let column = indent;
    let rest = text.slice(indent);
    while (/^-(\s|$)/.test(rest)) {
      stack = stack.filter((place) => place.indent < column || (place.indent === column && !place.path.endsWith(']')));
      const parent = stack.at(-1)?.path ?? '';
      const count = counts.get(parent) ?? 0;
      counts.set(parent, count + 1);
      const path = `${parent}[${count}]`;
      forget(counts, path);
      stack.push({ indent: column, path });
      yield { line: index + 1, at: path };
      const after = rest.slice(1);
      const skipped = 1 + Math.max(0, after.search(/\S/));
      column += skipped;
      rest = rest.slice(skipped);
    }
    const key = /^(?:"([^"]*)"|'([^']*)'|([^\s:#"'{[][^:#]*?))\s*:(?:\s|$)/.exec(rest);
    if (!key) continue;
    stack = stack.filter((place) => place.indent < column);
    const parent = stack.at(-1)?.path ?? '';
    const name = key[1] ?? key[2] ?? key[3] ?? '';
    const path = parent === '' ? name : `${parent}.${name}`;
    forget(counts, path);
    stack.push({ indent: column, path });
    yield { line: index + 1, at: path };
    if (/:\s*[|>][-+\d]*\s*(#.*)?$/.test(rest)) block = column;
  }
}

function forget(counts: Map<string, number>, path: string): void {
  for (const known of counts.keys()) if (known === path || known.startsWith(`${path}.`) || known.startsWith(`${path}[`)) counts.delete(known);
}

function steps(path: string): string[] {
  return path.split(/\.|(?=\[)/).filter((step) => step !== '');
}
