// The manifest's editor: problems at their lines as one types, what applying would do before it does it, and the plain
// field where the editor cannot be loaded.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { allReady, PlayerPage } from './support.ts';

const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: other}\nspec: {clusterIP: None, selector: {app: other}, ports: [{port: 80}]}\n';
const set = (spec: string) => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
${spec}  serviceName: other
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: nginx}]}
`;

const problems = (page: Page) => page.getByRole('status', { name: 'Problems' });
const review = (page: Page) => page.getByRole('region', { name: 'What will change' });
const apply = (page: Page) => page.getByRole('button', { name: 'Apply', exact: true }).click();

async function open(page: Page): Promise<PlayerPage> {
  const player = await new PlayerPage(page).open();
  await player.seek(40);
  return player;
}

test('what is wrong is said at its line, in the right document, while one types', async ({ page }) => {
  const player = await open(page);
  await player.write(`${service}---\n${set('  replicas: 1\n')}---\n${set('  replicas: -1\n').replace('name: db', 'name: third')}`);
  await expect(problems(page)).toContainText('spec.replicas');
  await expect(page.getByRole('button', { name: 'line 23' })).toBeVisible();
  await expect(page.locator('.cm-lintRange-error')).toHaveText('replicas');
  await expect(page.locator('.cm-lint-marker-error')).toHaveCount(1);
  await page.getByRole('button', { name: 'line 23' }).click();
  await expect(page.locator('.cm-content')).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(problems(page)).not.toContainText('replicas');
  expect(player.complaints).toEqual([]);
});

test('a text that is no YAML is marked at its line', async ({ page }) => {
  const player = await open(page);
  await player.write(`${service}---\nkind: [1, 2\nmore: words\n`);
  await expect(problems(page)).toContainText('error converting YAML to JSON');
  await expect(page.locator('.cm-lint-marker-error')).toHaveCount(1);
  expect(await player.pods()).toEqual(allReady('web', 4));
});

test('apply shows what will change, from what to what, and does it when it is confirmed', async ({ page }) => {
  const player = await open(page);
  await player.write(service);
  await apply(page);
  await expect(review(page)).toContainText('service/other');
  await expect(review(page)).toContainText('created');
  expect((await player.run('kubectl get svc other')).exit).toBe(1);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(review(page)).toHaveCount(0);
  await expect(page.locator('.log')).toContainText('service/other created');

  await player.write(service.replace('port: 80', 'port: 81'));
  await apply(page);
  await expect(review(page).locator('dt')).toHaveText(['spec.ports[0].port', 'spec.ports[0].targetPort']);
  await expect(review(page).locator('del').first()).toHaveText('80');
  await expect(review(page).locator('ins').first()).toHaveText('81');
  await page.getByRole('button', { name: 'Go on editing' }).click();
  await expect(page.locator('.cm-content')).toBeFocused();
  expect((await player.run('kubectl get svc other -o jsonpath={.spec.ports[0].port}')).stdout).toBe('80');
});

test('what the API server refuses is said, and nothing of it happens', async ({ page }) => {
  const player = await open(page);
  await player.write((await player.run('kubectl get sts web -o yaml')).stdout.replace('serviceName: web', 'serviceName: other'));
  await apply(page);
  await expect(problems(page)).toContainText("fields other than 'replicas'");
  await expect(review(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Start over' }).click();
  await expect.poll(() => player.ask((element) => element.time)).toBeLessThan(30);
});

test('the keyboard alone: Ctrl Enter shows, Ctrl Enter confirms, Escape goes back, Tab leaves', async ({ page }) => {
  const player = await open(page);
  await player.write(service);
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByRole('button', { name: 'Confirm' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.locator('.cm-content')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByRole('button', { name: 'Confirm' })).toBeFocused();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.locator('.log')).toContainText('service/other created');
  await page.locator('.cm-content').focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Start over' })).toBeFocused();
  expect(await player.written()).toContain('name: other');
});

test('names of fields are offered, from the schema', async ({ page }) => {
  const player = await open(page);
  await player.write('apiVersion: apps/v1\nkind: StatefulSet\nspec:\n');
  await page.keyboard.type('  upd', { delay: 30 });
  const option = page.getByRole('option', { name: /updateStrategy/ });
  await expect(option).toBeVisible();
  await page.waitForTimeout(120); // CodeMirror takes no key for a completion that has just appeared
  await page.keyboard.press('Enter');
  await expect(page.locator('.cm-line').last()).toHaveText('  updateStrategy: ');
});

test('without the editor, a plain field does, and too large a text is refused with its size', async ({ page }) => {
  await page.route('**/editor-*.js', (route) => route.abort());
  const player = await open(page);
  await page.getByRole('tab', { name: 'Manifest' }).click();
  const field = page.locator('textarea[aria-label="Manifest text"]');
  await field.fill(service);
  await field.press('ControlOrMeta+Enter');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.locator('.log')).toContainText('service/other created');
  await page.getByRole('tab', { name: 'Manifest' }).click();
  await field.evaluate((text: HTMLTextAreaElement) => (text.value = 'x'.repeat(11 * 1024 * 1024)));
  await apply(page);
  await expect(problems(page)).toContainText('11.0 MiB');
  expect(await player.pods()).toEqual(allReady('web', 4));
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 390]) {
    test(`axe finds nothing in the editor: ${colorScheme}, ${width} wide`, async ({ page }) => {
      test.slow();
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 860 });
      const player = await open(page);
      const shoot = (moment: string) => page.screenshot({ path: `${test.info().project.outputDir}/looks/editor-${moment}-${width}-${colorScheme}.png` });
      const clean = async () => {
        const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => [node.target, node.failureSummary])])).toEqual([]);
      };
      await player.write(`${service}---\n${set('  replicas: -1\n  replicaz: 2\n')}`);
      await expect(problems(page)).toContainText('unknown field');
      await shoot('problems');
      await clean();
      const web = (await player.run('kubectl get sts web -o yaml')).stdout;
      await page.getByRole('tab', { name: 'Manifest' }).click();
      await player.write(`${service}---\n${web.replace('replicas: 4', 'replicas: 2').replace('image: nginx', 'image: nginx:1.29 #')}`);
      await apply(page);
      await expect(review(page)).toContainText('configured');
      await shoot('review');
      await clean();
      expect(player.complaints).toEqual([]);
    });
  }
}

test('the text is searched with Ctrl F', async ({ page }) => {
  const player = await open(page);
  await player.write(`${service}---\n${set('  replicas: 1\n')}`);
  await page.keyboard.press('ControlOrMeta+f');
  await expect(page.getByRole('textbox', { name: 'Find' })).toBeFocused();
  await page.keyboard.type('replicas');
  await expect(page.locator('.cm-searchMatch')).toHaveText('replicas');
  await page.screenshot({ path: `${test.info().project.outputDir}/looks/editor-search.png` });
  await page.keyboard.press('Escape');
  await expect(page.locator('.cm-content')).toBeFocused();
  expect(player.complaints).toEqual([]);
});
