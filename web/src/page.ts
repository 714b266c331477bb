// The page: the element with everything open, and the page's own background in the theme it has.
import './style/page.css';
import './element.ts';

const player = document.querySelector('ordinal-player');

function follow(): void {
  document.documentElement.dataset['theme'] = player?.dataset['theme'] ?? '';
}

player?.addEventListener('theme', follow);
follow();
