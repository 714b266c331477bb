// The longest task of the main thread while somebody does with a large set what one does: what blocks the page.
import { categories, longestTask } from './trace.mjs';

/** @typedef {import('@playwright/test').Browser} Browser */
/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {HTMLElement & { time: number, duration: number, speed: number, play(): void, pause(): void, seek(time: number): void, step(by: number): void, run(line: string): Promise<unknown>, apply(yaml: string): Promise<unknown> }} Player */

const player = "const player = document.querySelector('ordinal-player'); const root = player.shadowRoot;";
const press = (/** @type {string} */ what) => `[...root.querySelectorAll('button')].find((it) => ${what})?.click();`;
const labelled = (/** @type {string} */ label) => press(`it.getAttribute('aria-label') === '${label}'`);
const titled = (/** @type {string} */ title) => press(`it.textContent.includes('${title}')`);
const branch = (/** @type {number} */ index) => `root.querySelectorAll('.branch-name')[${index}].click();`;
const more = "root.querySelectorAll('.branch .icon-button')[1].click();";
const pod = "root.querySelector('[data-kind=Pod], [data-kind=Range]').dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));";
const zoom = (/** @type {number} */ delta) =>
  `root.querySelector('svg.staircase').dispatchEvent(new WheelEvent('wheel', { deltaY: ${delta}, ctrlKey: true, clientX: 600, bubbles: true, cancelable: true }));`;

/** What is done, one after the other, and for how long it may take, in milliseconds. @param {number} size @returns {[string, string, number][]} */
const doings = (size) => [
  ['apply', `void player.apply(given);`, 1500],
  ['play', `player.speed = ${size / 4}; player.play();`, 3000],
  ['step', labelled('Step forward'), 800],
  ['step-back', labelled('Step back'), 800],
  ['simulate', `player.pause(); player.seek(player.time + ${size});`, 5000],
  ['seek-start', 'player.pause(); player.seek(0);', 1000],
  ['seek-end', 'player.seek(player.duration);', 2000],
  ['seek-middle', 'player.seek(player.duration / 2);', 1500],
  ['zoom', zoom(-900), 800],
  ['zoom-out', zoom(2000), 800],
  ['scale', `void player.run('kubectl scale sts web --replicas=${size / 2}'); player.play();`, 2500],
  ['switch', `player.pause(); ${branch(0)}`, 1500],
  ['menu', more, 300],
  ['compare', titled('Compare'), 2500],
  ['seek-both', 'player.seek(player.duration / 4);', 2500],
  ['choose', pod, 500],
  ['inspect', titled('Inspect'), 1500],
  ['undo', press("it.getAttribute('aria-label')?.startsWith('Undo')"), 1500],
];

/** @param {number} replicas */
const manifest = (replicas) => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: web
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: nginx, image: nginx}]}}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`;

/**
 * Does all of it, and tells of each how long its longest task was.
 *
 * @param {Page} page
 * @param {number} size
 * @param {(name: string, milliseconds: number) => void} tell
 */
export async function longTasks(page, size, tell) {
  const browser = /** @type {Browser} */ (page.context().browser());
  await page.evaluate(`{ ${player} player.pause(); void player.run('kubectl delete sts web'); }`);
  await page.waitForTimeout(500);
  for (const [name, act, watched] of doings(size)) {
    await browser.startTracing(page, { categories });
    await page.evaluate(`((given) => { ${player} ${act} })(${JSON.stringify(manifest(size))})`);
    await page.waitForTimeout(watched);
    tell(name, longestTask(await browser.stopTracing()));
  }
}
