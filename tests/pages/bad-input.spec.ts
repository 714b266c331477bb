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

test('a quote that is never closed waits for the rest, and says so', async ({ page }) => {
  const command = page.getByLabel('Command');
  await command.fill(`kubectl get pods -l 'app`);
  await command.press('Enter');
  await expect(page.locator('.hints')).toContainText('unterminated quoted string');
  await expect(page.locator('.prompt .sign')).toHaveText('>');
  await command.press('Control+c');
  await expect(page.locator('.prompt .sign')).toHaveText('$');
  expect(await player.run(`kubectl get pods -l 'app`)).toEqual({ stdout: '', stderr: 'sh: unterminated quoted string\n', exit: 2 });
});

test('a megabyte of paste is refused in a sentence, and the session goes on', async ({ page }) => {
  const command = page.getByLabel('Command');
  await command.focus();
  const paste = (text: string) =>
    command.evaluate((input, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  await paste('kubectl get pods\n'.repeat(62_000));
  await expect(page.locator('.hints')).toContainText('1,054,000 characters');
  await paste('apiVersion: v1\nkind: Pod\n');
  await expect(page.locator('.hints')).toContainText('That is a manifest');
  await command.fill('x'.repeat(1_000_000));
  await command.press('Enter');
  await expect(page.locator('.hints')).toContainText('1,000,000 characters');
  await paste('hostname\n'.repeat(200) + 'echo the end');
  await expect(command).toHaveValue('echo the end');
  await command.press('Enter');
  await expect(page.getByRole('log')).toContainText('the end');
});

test('what kubectl has a message for is said in its words', async () => {
  const said = async (line: string) => (await player.run(line)).stderr;
  expect(await said('kubectl gte pods')).toContain('error: unknown command "gte" for "kubectl"\n\nDid you mean this?\n\tget');
  expect(await said('kubectl get pods --sow-labels')).toBe("error: unknown flag: --sow-labels\nSee 'kubectl get --help' for usage.\n");
  expect(await said('kubectl get pod web-99')).toBe('Error from server (NotFound): pods "web-99" not found\n');
  expect(await said('kubectl get stateful')).toBe('error: the server doesn\'t have a resource type "stateful"\n');
  expect(await said('kubctl get pods')).toContain('kubctl: command not found');
});
