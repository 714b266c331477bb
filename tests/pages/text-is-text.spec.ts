// Whatever a manifest says is only ever text on the page.
import { expect, test } from '@playwright/test';
import { PlayerPage } from './support.ts';

const attack = '<img src=x onerror=alert(1)>';

test('markup in every text of a manifest stays text', async ({ page }) => {
  const player = await new PlayerPage(page).open();
  let alerted = false;
  page.on('dialog', (dialog) => {
    alerted = true;
    void dialog.dismiss();
  });
  const manifest = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: plain
  labels: {app: plain}
  annotations: {note: '${attack}'}
spec:
  serviceName: '${attack}'
  replicas: 1
  selector: {matchLabels: {app: plain}}
  template:
    metadata:
      labels: {app: plain}
      annotations: {'example.com/note': '${attack}'}
    spec:
      containers: [{name: c, image: '${attack}', env: [{name: X, value: '${attack}'}]}]
`;
  for (const yaml of [manifest, manifest.replace('name: plain', `name: '${attack}'`), `kind: '${attack}'`, attack]) await player.apply(yaml);
  await player.run(`kubectl get '${attack}'`);
  await player.run(`kubectl get sts plain -o yaml`);
  await player.run(`'${attack}'`);
  await player.after(10);
  expect(await page.locator('ordinal-player img').count()).toBe(0);
  await page.getByRole('tab', { name: 'Terminal' }).click();
  await expect(page.getByRole('log')).toContainText(attack);
  expect(alerted).toBe(false);
  expect(player.complaints).toEqual([]);
});
