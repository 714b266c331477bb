// What is not a manifest: a clear message, and the page keeps what it had.
import { expect, test } from '@playwright/test';
import { allReady, PlayerPage } from './support.ts';

let player: PlayerPage;

test.beforeEach(async ({ page }) => {
  player = await new PlayerPage(page).open();
  await player.seek(40);
});

test.afterEach(async () => {
  expect(player.complaints).toEqual([]);
  expect(await player.pods()).toEqual(allReady('web', 4));
});

const set = (spec: string) => `apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: web\nspec:\n${spec}`;
const whole = (replicas: string, image = 'nginx') =>
  set(`  serviceName: web\n  replicas: ${replicas}\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec: {containers: [{name: web, image: ${image}}]}\n`);

const bombs = (levels: number) => {
  const lines = ['l0: &l0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level <= levels; level += 1) lines.push(`l${level}: &l${level} [${Array(10).fill(`*l${level - 1}`).join(', ')}]`);
  return lines.join('\n');
};

const cases: [string, string, RegExp][] = [
  ['not YAML', 'a: [1, 2', /error converting YAML to JSON/],
  ['not Kubernetes', 'colour: green\n', /(kind|apiVersion)/i],
  ['a kind that does not exist', 'apiVersion: apps/v1\nkind: StatefulSett\nmetadata: {name: x}\n', /no matches for kind "StatefulSett"/],
  ['a wrong type', whole('many'), /replicas/],
  ['a negative replica count', whole('-1'), /spec.replicas.*greater than or equal to 0/],
  ['a required field missing', set('  replicas: 1\n'), /selector/],
  ['an alias bomb', bombs(9), /(excessive aliasing|repetition|alias)/i],
  ['deep nesting', `${'['.repeat(5000)}${']'.repeat(5000)}`, /depth/],
];

for (const [what, manifest, message] of cases) {
  test(`${what}: the message says what is wrong`, async ({ page }) => {
    await player.write(manifest);
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(page.getByRole('status', { name: 'Problems' })).toContainText(message);
  });
}

test('without a StatefulSet it says that there is none', async ({ page }) => {
  await player.apply('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n');
  await page.getByRole('tab', { name: 'Manifest' }).click();
  await expect(page.getByRole('status', { name: 'Problems' })).toContainText('no StatefulSet');
});

test('a quote that is never closed is said in the terminal', async ({ page }) => {
  await page.getByLabel('Command').fill(`kubectl get pods -l 'app`);
  await page.getByLabel('Command').press('Enter');
  await expect(page.getByRole('log')).toContainText('a quote is never closed');
});
