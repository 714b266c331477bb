// What the colours and heights of the staircase stand for. Each state has a shape of its own; hue comes last.
import { el } from './dom.ts';

const svgNamespace = 'http://www.w3.org/2000/svg';

// A state's word, the token of its colour, and its shape on a field of 16 by 12.
const states: [string, string, string][] = [
  ['Pending', 'pending', 'M0 9.5h16V12H0z'],
  ['Creating', 'creating', 'M0 7h16v5H0z'],
  ['Running', 'running', 'M0 3.500h16V12H0z'],
  ['Ready', 'ready', 'M0 0h16v12H0z'],
  ['Terminating', 'terminating', 'M0 0l16 12H0z'],
  ['CrashLoop', 'crash', 'M0 12l4-12 4 12 4-12 4 12z'],
  ['Failed', 'failed', 'M0 0h16v12H0z'],
];

export function legend(): HTMLElement {
  return el('div', { class: 'legend', 'aria-hidden': 'true' }, ...states.map(([word, token, shape]) => el('span', {}, sample(token, shape), word)));
}

function sample(token: string, shape: string): SVGSVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('viewBox', '0 0 16 12');
  svg.setAttribute('class', `sample ${token}`);
  svg.append(path(shape));
  if (token === 'ready') svg.append(path('M0 1h16'));
  if (token === 'failed') svg.append(path('M0 0l12 12M4 0l12 12M12 0L0 12M16 0L4 12'));
  return svg;
}

function path(d: string): SVGPathElement {
  const path = document.createElementNS(svgNamespace, 'path');
  path.setAttribute('d', d);
  return path;
}
