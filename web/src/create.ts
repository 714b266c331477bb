// Making an element from a program: the same options as the attributes, by the names of the properties.
import type { OrdinalPlayer } from './element.ts';
import type { NamedMoment, Options } from './options.ts';

// Every option may be left out.
export type CreateOptions = Partial<Omit<Options, 'src' | 'autoplay' | 'at' | 'poster' | 'height' | 'markers'>> & {
  at?: string | number;
  poster?: string | number;
  height?: string | number;
  autoplay?: boolean | 'always';
  markers?: string | NamedMoment[];
};

// Puts a player at the end of `parent`. The source is the address of a manifest or scenario, or `{ data }` with its text.
export function create(source: string | { data: string }, parent: Element, options: CreateOptions = {}): OrdinalPlayer {
  const player = document.createElement('ordinal-player');
  Object.assign(player, options);
  if (typeof source === 'string') player.src = source;
  else player.append(scriptWith(source.data));
  parent.append(player);
  return player;
}

function scriptWith(data: string): HTMLScriptElement {
  const script = document.createElement('script');
  script.type = 'application/yaml';
  script.textContent = data;
  return script;
}
