// The page's contract: the player's methods, properties and events, and what the picture promises.
import { expect, test } from '@playwright/test';
import { allReady, PlayerPage } from './support.ts';

let player: PlayerPage;

test.beforeEach(async ({ page }) => {
  player = await new PlayerPage(page).open();
});

test.afterEach(() => expect(player.complaints).toEqual([]));

test('a command resolves to what it printed', async () => {
  const { stdout, stderr, exit } = await player.run('kubectl get sts');
  expect(stdout).toMatch(/^NAME +READY +AGE\nweb +\d\/4 +\d+s\n$/);
  expect([stderr, exit]).toEqual(['', 0]);
  const missing = await player.run('kubectl get pod nobody');
  expect(missing).toEqual({ stdout: '', stderr: 'Error from server (NotFound): pods "nobody" not found\n', exit: 1 });
});

test('what is typed, pressed or asked for is in the terminal', async ({ page }) => {
  await player.run('kubectl get pods');
  await page.getByLabel('Command').fill('kubectl get sts');
  await page.getByLabel('Command').press('Enter');
  await page.getByRole('button', { name: 'scale to 5' }).click();
  await expect(page.locator('.command code')).toHaveText([
    'kubectl apply -f manifest.yaml',
    'kubectl get pods',
    'kubectl get sts',
    'kubectl scale sts web --replicas=5',
  ]);
  await expect(page.getByRole('log')).toContainText('statefulset.apps/web scaled');
});

test('a shell in a pod has a prompt of its own, until it is left', async ({ page }) => {
  await player.seek(30);
  const type = async (line: string) => {
    await page.getByLabel('Command').fill(line);
    await page.getByLabel('Command').press('Enter');
  };
  await type('kubectl exec -it web-0 -- sh');
  await expect(page.locator('.prompt .sign')).toHaveText(/^root@web-0:/);
  await type('hostname');
  await expect(page.getByRole('log')).toContainText('web-0');
  await type('exit');
  await expect(page.locator('.prompt .sign')).toHaveText('$');
});

test('Tab completes what is typed', async ({ page }) => {
  await player.seek(30);
  const command = page.getByLabel('Command');
  await command.pressSequentially('kubectl delete pod web');
  await command.press('Tab');
  await expect(command).toHaveValue('kubectl delete pod web-');
  await expect(page.locator('.hints')).toHaveText('web-0  web-1  web-2  web-3');
  await command.pressSequentially('2');
  await command.press('Tab');
  await expect(command).toHaveValue('kubectl delete pod web-2 ');
});

test('time passes, stops, and can be set', async () => {
  await player.ask((element) => {
    element.speed = 20;
    element.play();
  });
  await expect.poll(() => player.ask((element) => element.time)).toBeGreaterThan(5);
  await player.ask((element) => element.pause());
  const stopped = await player.ask((element) => element.time);
  await player.page.waitForTimeout(200);
  expect(await player.ask((element) => [element.time, element.paused])).toEqual([stopped, true]);
  await player.seek(2.5);
  expect(await player.ask((element) => element.time)).toBe(2.5);
});

test('a step goes to where something happens, and back', async () => {
  await player.seek(0.5);
  await player.ask((element) => element.step(1));
  const next = await player.ask((element) => element.time);
  expect(next).toBeGreaterThan(0.5);
  await player.ask((element) => element.step(1));
  expect(await player.ask((element) => element.time)).toBeGreaterThan(next);
  await player.ask((element) => element.step(-1));
  expect(await player.ask((element) => element.time)).toBe(next);
});

test('events tell of time, decisions and marks', async () => {
  const told = await player.ask(async (element) => {
    const kinds = new Set<string>();
    for (const kind of ['time', 'decision', 'marker', 'pause', 'play']) element.addEventListener(kind, () => kinds.add(kind));
    element.speed = 50;
    await element.run('kubectl scale sts web --replicas=2');
    await new Promise((resolve) => setTimeout(resolve, 500));
    element.pause();
    element.play();
    return [...kinds].sort();
  });
  expect(told).toEqual(['decision', 'marker', 'pause', 'play', 'time']);
});

test('objects carry what the contract promises', async ({ page }) => {
  await player.seek(40);
  expect(await player.pods()).toEqual(allReady('web', 4));
  const pod = player.object('Pod', 'web-1');
  await expect(pod).toHaveAttribute('data-state', 'Running');
  await expect(pod).toHaveAttribute('data-node', /^node-[abc]$/);
  await expect(pod).toHaveAttribute('data-revision', /^[0-9a-z]{6,}$/);
  await expect(player.object('PersistentVolumeClaim', 'www-web-1')).toHaveAttribute('data-mounted', 'web-1');
  await expect(page.locator('[data-ordinal]')).toHaveCount(4);
  await expect(player.sentence).toHaveAttribute('data-decision', 'OrderedReady');
});

test('looking at the past changes nothing; acting there begins a new future', async ({ page }) => {
  await player.seek(40);
  await player.seek(6);
  const { stdout } = await player.run('kubectl get pods -o name');
  expect(stdout).toBe('pod/web-0\npod/web-1\n');
  expect(await player.ask((element) => element.duration)).toBeGreaterThanOrEqual(40);
  await page.getByRole('button', { name: 'scale to 3' }).click();
  await player.seek(40);
  expect(await player.pods()).toEqual(allReady('web', 3));
});

test('a run is a scenario that repeats it', async () => {
  await player.seek(20);
  await player.run('kubectl delete pod web-0 --wait=false');
  await player.after(10);
  const scenario = JSON.parse(await player.ask((element) => element.scenario()));
  expect(scenario.files['manifest.yaml']).toContain('kind: StatefulSet');
  const [apply, remove] = scenario.steps.map((step: { kubectl: string }) => step.kubectl.replaceAll("'", ''));
  expect([apply, remove]).toEqual(['apply -f manifest.yaml', 'delete pod web-0 --wait=false']);
});

test('a reload goes on where one was', async ({ page }) => {
  await player.seek(20);
  await player.run('kubectl scale sts web --replicas=2');
  await player.seek(33);
  const before = await player.drawn();
  await page.waitForTimeout(1200);
  await page.reload();
  await player.ask((element) => element.ready);
  await expect.poll(() => player.ask((element) => element.time)).toBeCloseTo(33, 1);
  expect(await player.drawn()).toEqual(before);
});

test('two elements in a page do not know of each other', async ({ page }) => {
  await page.evaluate(() => document.body.append(document.createElement('ordinal-player')));
  const [first, second] = [page.locator('ordinal-player').first(), page.locator('ordinal-player').last()];
  await second.evaluate((element) => (element as unknown as { ready: Promise<void> }).ready);
  await second.evaluate((element) => (element as unknown as { run(line: string): Promise<unknown> }).run('kubectl delete sts --all'));
  await expect(first.locator('[data-kind=StatefulSet]')).toHaveCount(1);
});

test('what a seek showed does not appear once more when something is selected', async ({ page }) => {
  await player.run('kubectl scale sts web --replicas=2');
  await player.seek(30);
  await player.seek(29);
  const stage = page.locator('svg.stage');
  await expect(stage).toHaveClass(/still/);
  const appearing = stage.evaluate(
    (svg) =>
      new Promise<number>((resolve) => {
        const count = () => svg.getAnimations({ subtree: true }).filter(({ effect }) => effect instanceof KeyframeEffect && effect.target?.matches('.fade')).length;
        new MutationObserver(() => svg.classList.contains('still') || resolve(count())).observe(svg, { attributes: true });
      }),
  );
  await player.object('Pod', 'web-0').click();
  expect(await appearing).toBe(0);
});
