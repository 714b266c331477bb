// What kubectl said about a manifest, taken apart: which field, which line, and what is wrong with it.
import type { Problem } from './ui/manifest.ts';

// kubectl's words before the errors of an object's fields.
const invalid = /^The (\S+) "([^"]*)" is invalid:\s*/;
const strict = /(unknown field|duplicate field) "([^"]+)"/g;

export function problemsOf(stderr: string): Problem[] {
  const problems: Problem[] = [];
  let inList = false;
  for (const line of stderr.split('\n')) {
    const text = line.trim();
    if (text === '') continue;
    const head = invalid.exec(text);
    inList = head !== null && head[0].length === text.length ? true : inList && text.startsWith('* ');
    if (head) {
      if (!inList) problems.push(ofField(text.slice(head[0].length)));
    } else if (inList) problems.push(ofField(text.slice(2)));
    else if (!text.startsWith('Warning:')) problems.push(...ofMessage(text));
  }
  return problems;
}

// `spec.replicas: Invalid value: -1: must be greater than or equal to 0`
function ofField(text: string): Problem {
  const parts = /^([\w.[\]/<>-]+): (.*)$/s.exec(text);
  return parts ? { field: parts[1] ?? '', message: parts[2] ?? '' } : { message: text };
}

function ofMessage(text: string): Problem[] {
  const fields = [...text.matchAll(strict)].map(([, what, field]) => ({ field: field ?? '', message: what ?? '' }));
  if (fields.length > 0) return fields;
  const line = /\bline (\d+)\b/.exec(text)?.[1];
  const message = text.replace(/^error: error parsing \S+: /, '').replace(/^error: /, '');
  return [line === undefined ? { message } : { message, line: Number(line) }];
}
