// The style sheets of the element for its first picture, shared by all of a page: constructed ones, which a strict policy allows.
import picture from '../../crates/picture/src/picture.css?inline';
import layout from './style/layout.css?inline';
import controls from './style/controls.css?inline';

let shared: CSSStyleSheet[] | undefined;

export function sheets(): CSSStyleSheet[] {
  shared ??= [picture, layout, controls].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  return shared;
}
