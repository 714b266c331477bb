// Elements made in one expression. Text is only ever text: nothing here parses markup.

type Attributes = Record<string, string | number | boolean | null | undefined>;
type Child = Node | string | null | undefined;

const svgNamespace = 'http://www.w3.org/2000/svg';

// An element with attributes (null, undefined and false leave one out) and children.
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setAll(element, attributes);
  element.append(...present(children));
  return element;
}

// A button that does something when pressed.
export function button(attributes: Attributes, press: (event: MouseEvent) => void, ...children: Child[]): HTMLButtonElement {
  const element = el('button', { type: 'button', ...attributes }, ...children);
  element.addEventListener('click', press);
  return element;
}

// An icon: a drawing of strokes on a square of 20, hidden from assistive technology.
export function icon(...paths: string[]): SVGSVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg');
  setAll(svg, { viewBox: '0 0 20 20', 'aria-hidden': 'true', class: 'icon' });
  for (const d of paths) {
    const path = document.createElementNS(svgNamespace, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

// Sets attributes, or removes those that are null, undefined or false.
export function setAll(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

// Gives the shadow root of an element a style sheet more: constructed, which a strict policy allows.
export function adopt(element: Element, css: string): void {
  const root = element.getRootNode();
  if (!(root instanceof ShadowRoot)) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

// Hides an element, or shows it, only where it is not so: as it is set, what depends on it is styled anew.
export function setHidden(element: HTMLElement, hidden: boolean): void {
  if (element.hidden !== hidden) element.hidden = hidden;
}

// Sets a text only where it is another one: a live region would repeat itself, a selection would be lost. The text that is
// there is changed: another in its place costs more.
export function setText(element: Element, text: string): void {
  const { firstChild, childNodes } = element;
  if (childNodes.length === 1 && firstChild instanceof Text) {
    if (firstChild.data !== text) firstChild.data = text;
  } else element.textContent = text;
}

function present(children: Child[]): (Node | string)[] {
  return children.filter((child): child is Node | string => child !== null && child !== undefined);
}
