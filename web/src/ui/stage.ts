// The stage under the pointer and the keyboard: objects to choose, handles to drag. It draws nothing itself.
import type { Player } from '../../pkg/ordinal_wasm.js';
import { partition, scale, type Target } from '../commands.ts';

// What the stage asks for.
export interface StageWishes {
  choose(target: Target, state: string, element: Element): void;
  run(line: string): void;
}

interface Drag {
  handle: SVGElement;
  field: string;
  set: Target;
  // Where the pointer was when it began, and the value the handle stood for.
  from: [number, number];
  value: number;
}

const arrows: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class Stage {
  readonly #element: HTMLElement;
  readonly #player: () => Player | undefined;
  readonly #wishes: StageWishes;
  #drag: Drag | undefined;
  // The object that can be reached with Tab.
  #stop: Element | null = null;

  // Follows what is drawn in an element.
  constructor(element: HTMLElement, player: () => Player | undefined, wishes: StageWishes) {
    this.#element = element;
    this.#player = player;
    this.#wishes = wishes;
    this.#element.addEventListener('click', (event) => this.#press(event));
    this.#element.addEventListener('keydown', (event) => this.#key(event));
    this.#element.addEventListener('focusin', (event) => this.#rove(event.target));
    this.#element.addEventListener('pointerdown', (event) => this.#grab(event));
    this.#element.addEventListener('pointermove', (event) => this.#move(event));
    this.#element.addEventListener('pointerup', (event) => this.#drop(event));
    this.#element.addEventListener('pointercancel', () => this.#release());
  }

  // Sees to it that one object can be reached with Tab: the one that was focused last, or the first. Mostly it is the one
  // that it was with the last frame: then none is looked for.
  refresh(): void {
    if (this.#element.contains(this.#stop) && this.#stop?.getAttribute('tabindex') === '0') return;
    this.#stop = this.#element.querySelector('[data-focus][tabindex="0"]') ?? this.#element.querySelector('[data-focus]');
    this.#stop?.setAttribute('tabindex', '0');
  }

  // Before another picture takes the place of the one there; what it returns gives the focus to the same object in that.
  keepFocus(): () => void {
    const focused = this.#element.querySelector<SVGElement>(':focus')?.dataset;
    const same = ({ dataset }: SVGElement) => dataset['kind'] === focused?.['kind'] && dataset['name'] === focused?.['name'];
    return () => {
      this.refresh();
      if (focused) [...this.#element.querySelectorAll<SVGElement>('[data-focus]')].find(same)?.focus({ preventScroll: true });
    };
  }

  #press(event: Event): void {
    if (!(event.target instanceof Element)) return;
    const object = event.target.closest('[data-focus]');
    if (object) this.#wishes.choose(targetOf(object), object.getAttribute('data-state') ?? '', object);
  }

  #key(event: KeyboardEvent): void {
    if (!(event.target instanceof SVGElement) || event.ctrlKey || event.altKey || event.metaKey) return;
    const handle = event.target.closest<SVGElement>('[data-handle]');
    if (handle) return this.#nudge(handle, event);
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      event.stopPropagation();
      this.#press(event);
    }
    const direction = arrows[event.key];
    if (direction) {
      event.preventDefault();
      nearest(event.target, [...this.#element.querySelectorAll<SVGElement>('[data-focus]')], direction)?.focus();
    }
  }

  #rove(target: EventTarget | null): void {
    if (!(target instanceof Element) || !target.hasAttribute('data-focus')) return;
    for (const other of this.#element.querySelectorAll('[data-focus][tabindex="0"]')) other.setAttribute('tabindex', '-1');
    target.setAttribute('tabindex', '0');
  }

  // A handle's own keys: arrows and Page for one more or less, Home and End for the least and the greatest.
  #nudge(handle: SVGElement, event: KeyboardEvent): void {
    const number = (name: string) => Number(handle.getAttribute(name));
    const now = number('aria-valuenow');
    const wanted: Record<string, number> = {
      ArrowRight: now + 1,
      ArrowUp: now + 1,
      ArrowLeft: now - 1,
      ArrowDown: now - 1,
      Home: number('aria-valuemin'),
      End: number('aria-valuemax'),
    };
    const vertical = handle.getAttribute('aria-orientation') === 'vertical';
    if (vertical && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) wanted[event.key] = 2 * now - (wanted[event.key] ?? now);
    const value = wanted[event.key];
    if (value === undefined) return;
    event.preventDefault();
    if (value >= 0 && value !== now) this.#set(handle.dataset['handle'] ?? '', targetOfHandle(handle), value);
  }

  #grab(event: PointerEvent): void {
    const handle = event.target instanceof Element ? event.target.closest<SVGElement>('[data-handle]') : null;
    if (!handle || event.button !== 0) return;
    const value = Number(handle.getAttribute('aria-valuenow'));
    this.#drag = { handle, field: handle.dataset['handle'] ?? '', set: targetOfHandle(handle), from: [event.clientX, event.clientY], value };
    handle.setPointerCapture(event.pointerId);
    handle.classList.add('dragging');
  }

  #move(event: PointerEvent): void {
    const value = this.#valueAt(event);
    const { drag, place } = this.#placed(value);
    if (!drag || !place) return;
    const [x, y] = this.#from(drag);
    drag.handle.style.translate = `${(place[0] ?? 0) - x}px ${(place[1] ?? 0) - y}px`;
    drag.handle.dataset['value'] = String(value);
    const shown = drag.handle.querySelector('.b');
    if (shown) shown.textContent = String(value);
  }

  #drop(event: PointerEvent): void {
    const drag = this.#drag;
    const value = this.#valueAt(event);
    this.#release();
    if (drag && value !== undefined && value !== drag.value) this.#set(drag.field, drag.set, value);
  }

  #release(): void {
    const handle = this.#drag?.handle;
    if (handle) {
      handle.classList.remove('dragging');
      handle.style.translate = '';
      const shown = handle.querySelector('.b');
      if (shown) shown.textContent = String(this.#drag?.value);
    }
    this.#drag = undefined;
  }

  // The value for where the pointer is: as far from the handle's own place as the pointer has come.
  #valueAt(event: PointerEvent): number | undefined {
    const drag = this.#drag;
    if (!drag) return undefined;
    const [x, y] = this.#from(drag);
    const moved: [number, number] = [x + event.clientX - drag.from[0], y + event.clientY - drag.from[1]];
    return this.#player()?.value_at(drag.field, drag.set.namespace, drag.set.name, ...moved);
  }

  #from({ field, set, value }: Drag): [number, number] {
    const place = this.#player()?.place_of(field, set.namespace, set.name, value);
    return [place?.[0] ?? 0, place?.[1] ?? 0];
  }

  #placed(value: number | undefined): { drag?: Drag; place?: Float64Array } {
    const drag = this.#drag;
    if (!drag || value === undefined) return {};
    const place = this.#player()?.place_of(drag.field, drag.set.namespace, drag.set.name, value);
    return place ? { drag, place } : { drag };
  }

  #set(field: string, set: Target, value: number): void {
    this.#wishes.run(field === 'partition' ? partition(set, value) : scale(set, value));
  }
}

// The object that a group on the stage stands for.
function targetOf(group: Element): Target {
  const kind = group.getAttribute('data-kind') ?? '';
  const namespaced = kind !== 'Node' && kind !== 'PersistentVolume';
  const namespace = group.getAttribute('data-namespace') ?? (namespaced ? 'default' : '');
  return { kind, namespace, name: group.getAttribute('data-name') ?? '' };
}

// The set that a handle belongs to.
function targetOfHandle(handle: Element): Target {
  const kind = handle.closest('[data-kind]')?.getAttribute('data-kind') ?? 'StatefulSet';
  return { kind, namespace: handle.getAttribute('data-namespace') ?? 'default', name: handle.getAttribute('data-name') ?? '' };
}

// The element that lies nearest in a direction: what is off to the side counts double.
function nearest(from: Element, all: SVGElement[], [dx, dy]: [number, number]): SVGElement | undefined {
  const middle = (element: Element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return [left + width / 2, top + height / 2] as const;
  };
  const [x, y] = middle(from);
  const scored = all.filter((element) => element !== from).map((element) => {
    const [otherX, otherY] = middle(element);
    const ahead = (otherX - x) * dx + (otherY - y) * dy;
    const aside = Math.abs((otherX - x) * dy) + Math.abs((otherY - y) * dx);
    return { element, ahead, score: ahead + 2 * aside };
  });
  const ahead = scored.filter((each) => each.ahead > 4);
  return ahead.reduce((best, each) => (best && best.score <= each.score ? best : each), ahead[0])?.element;
}
