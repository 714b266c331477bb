// The page: the element with everything open, and the page's own background in the theme it has.
import './style/page.css';
import './element.ts';
// The element asks for it in a page: so it is there already.
import './keeping.ts';

const player = document.querySelector('ordinal-player');

function follow(): void {
  document.documentElement.dataset['theme'] = player?.dataset['theme'] ?? '';
}

player?.addEventListener('theme', follow);
follow();
