// The icons of the controls, drawn for a square of 20.
import { icon } from './dom.ts';

export const icons = {
  mark: () => icon('M3 16v-4', 'M10 16V8', 'M17 16V4'),
  play: () => icon('M7 4.5v11l9-5.5z'),
  pause: () => icon('M6.5 4.5v11M13.5 4.5v11'),
  back: () => icon('M5 5v10', 'M15 5l-7 5 7 5z'),
  forward: () => icon('M15 5v10', 'M5 5l7 5-7 5z'),
  theme: () => icon('M10 3a7 7 0 1 0 0 14a7 7 0 1 0 0-14', 'M10 3v14a7 7 0 0 0 0-14z'),
  help: () => icon('M7.4 7.6a2.7 2.7 0 1 1 3.9 2.4c-.9.5-1.3 1-1.3 2', 'M10 15.2v.1'),
  close: () => icon('M5.5 5.5l9 9M14.5 5.5l-9 9'),
  chevron: () => icon('M6 8l4 4 4-4'),
  undo: () => icon('M7 5L3.5 8.5 7 12', 'M4 8.5h7.5a4 4 0 0 1 0 8H9'),
  redo: () => icon('M13 5l3.5 3.5L13 12', 'M16 8.5H8.5a4 4 0 0 0 0 8H11'),
  plus: () => icon('M10 4.5v11M4.5 10h11'),
  minus: () => icon('M4.5 10h11'),
  fit: () => icon('M3.5 6v8M16.5 6v8M6.5 10h7', 'M8.5 7.5L6 10l2.5 2.5', 'M11.5 7.5L14 10l-2.5 2.5'),
  idle: () => icon('M3 13.5h4M13 13.5h4', 'M8 16l2-6', 'M11 16l2-6', 'M5 13.5V7M15 13.5V7'),
  list: () => icon('M7.5 5.5H17M7.5 10H17M7.5 14.5H17', 'M3.5 5.5h.1M3.5 10h.1M3.5 14.5h.1'),
  branch: () => icon('M3 13.5h14', 'M6 13.5c3.5 0 3-7 6.5-7H17'),
  more: () => icon('M5 10h.1M10 10h.1M15 10h.1'),
  link: () => icon('M8.5 11.5l3-3', 'M7 9l-1.8 1.8a2.8 2.8 0 0 0 4 4L11 13', 'M13 11l1.8-1.8a2.8 2.8 0 0 0-4-4L9 7'),
  split: () => icon('M3.5 4.5h13v11h-13z', 'M3.5 10h13'),
  stage: () => icon('M4 16v-3M8 16V10M12 16V7M16 16V4'),
  terminal: () => icon('M4 6l4 4-4 4', 'M10.5 14.5H16'),
  inspect: () => icon('M8.7 4a4.7 4.7 0 1 0 0 9.4a4.7 4.7 0 1 0 0-9.4', 'M12.2 12.2L16.5 16.5'),
  manifest: () => icon('M4 5.5h12M6.5 10H16M6.5 14.5H13'),
};
