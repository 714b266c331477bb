// Attributes: what they may say, and that nonsense is named and otherwise ignored.
import { expect, it } from 'vitest';
import { read, secondOf } from './options.ts';

function options(attributes: Record<string, string>) {
  const complaints: string[] = [];
  const read_ = read((name) => attributes[name] ?? null, (name, value) => complaints.push(`${name}=${value}`));
  return { ...read_, complaints };
}

it('has defaults for everything', () => {
  expect(options({})).toMatchObject({ src: '', autoplay: 'no', speed: 1, controls: 'full', terminal: true, theme: 'auto', markers: [], page: false, complaints: [] });
});

it('shows the terminal with full controls, unless it is told', () => {
  expect([options({ controls: 'minimal' }).terminal, options({ controls: 'minimal', terminal: '' }).terminal, options({ terminal: 'false' }).terminal]).toEqual([false, true, false]);
});

it('reads what HTML writes: empty flags, capitals, spaces', () => {
  expect(options({ loop: '', autoplay: 'Always', theme: ' DARK ', speed: '0.5', height: '320', 'idle-limit': '3' })).toMatchObject({ loop: true, autoplay: 'always', theme: 'dark', speed: 0.5, height: '320px', idleLimit: 3, complaints: [] });
});

it('names every attribute that it cannot read, and goes on with the default', () => {
  const wrong = { speed: 'fast', controls: 'some', theme: 'red', 'idle-limit': '-1', height: 'url(x)', autoplay: 'maybe', markers: 'soon', loop: 'perhaps' };
  const { complaints, ...rest } = options(wrong);
  expect(complaints.sort()).toEqual(Object.entries(wrong).map(([name, value]) => `${name}=${value}`).sort());
  expect(rest).toMatchObject({ speed: 1, controls: 'full', theme: 'auto', idleLimit: undefined, height: '', autoplay: 'no', markers: [], loop: false });
});

it('reads markers with and without a sentence', () => {
  expect(options({ markers: '12 Scaled; 1m30s Node lost: node-b falls silent.;' }).markers).toEqual([
    { at: '12', name: 'Scaled', text: '' },
    { at: '1m30s', name: 'Node lost', text: 'node-b falls silent.' },
  ]);
});

it('finds a moment by seconds, share or name', () => {
  const moments = [{ time: 7, name: 'Look' }, { time: 9, name: '40%' }];
  const found = [5, '12', '12.5s', '1m30s', '1h', '25%', 'look', '40%'].map((words) => secondOf(words, 80, moments));
  expect(found).toEqual([5, 12, 12.5, 90, 3600, 20, 7, 9]);
  expect(['', 'nowhere', '-3', 'NaN', Infinity, '5 s'].map((words) => secondOf(words, 80, moments))).toEqual(Array(6).fill(undefined));
});
