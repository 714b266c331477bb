// The documentation sites that `cargo xtask test sites` builds, and what is the same in all of them.
import { join } from 'node:path';

export interface Site {
  name: string;
  // Where it was built to.
  folder: string;
  // Below which path it is served.
  base: string;
  // The page in a folder, as its first page links to it.
  further: string;
  // What switches between light and dark.
  toggle: string;
}

const built = process.env.SITES ?? '';

export const sites: Site[] = [
  { name: 'MkDocs', folder: join(built, 'mkdocs/site'), base: '/manual/', further: 'More of them', toggle: 'label[title="Dark"]' },
  { name: 'VitePress', folder: join(built, 'vitepress/.vitepress/dist'), base: '/docs/', further: 'More of them', toggle: '.VPNavBar .VPSwitchAppearance' },
];

// The parts of the element that these tests use.
export interface PlayerElement extends HTMLElement {
  ready: Promise<void>;
  time: number;
  duration: number;
  paused: boolean;
  play(): void;
  pause(): void;
  seek(moment: number | string): void;
}
