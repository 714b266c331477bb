// Whether an element can be seen: it plays when it comes into view, if it is to, and waits while it is out of it.

export interface Seen {
  // Enough of it came into view for the first time.
  first(): void;
  left(): void;
  back(): void;
}

// How much of an element must be in view, or how much of the view it must fill, to count as seen.
const enough = 0.2;
const half = 0.5;

export function watch(element: Element, seen: Seen, signal: AbortSignal): void {
  let [wasSeen, isIn] = [false, true];
  const observer = new IntersectionObserver(
    (entries) => {
      const entry = entries.at(-1);
      if (!entry) return;
      const fills = entry.intersectionRect.height >= half * (entry.rootBounds?.height ?? Infinity);
      if (!wasSeen && entry.isIntersecting && (entry.intersectionRatio >= enough || fills)) {
        wasSeen = true;
        seen.first();
      }
      if (entry.isIntersecting === isIn) return;
      isIn = entry.isIntersecting;
      if (isIn) seen.back();
      else seen.left();
    },
    { threshold: [0, enough, half] },
  );
  observer.observe(element);
  signal.addEventListener('abort', () => observer.disconnect());
}
