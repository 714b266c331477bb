// The five walk-throughs' manifests in a browser: loaded, played at speed, scaled, a pod deleted, scrubbed.
import { expect, test } from '@playwright/test';
import { allReady, PlayerPage } from './support.ts';

interface Walk {
  example: string;
  set: string;
  replicas: number;
  claim: string;
  // Within how many seconds of the simulation all of the first replicas are ready.
  within: number;
}

const walks: Walk[] = [
  { example: 'Web server, one disk each', set: 'web', replicas: 4, claim: 'www', within: 60 },
  { example: 'Sticky names and volumes', set: 'page', replicas: 2, claim: 'htdocs', within: 60 },
  { example: 'Sharded store, slow to be ready', set: 'store', replicas: 2, claim: 'data', within: 180 },
  { example: 'A storage class that is missing', set: 'front', replicas: 3, claim: 'www', within: 120 },
  { example: 'Volumes made by hand', set: 'local', replicas: 3, claim: 'data', within: 60 },
];

const storageClass = 'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: fast-disk\nprovisioner: disk.csi.example.com\n';

for (const { example, set, replicas, claim, within } of walks) {
  test.describe(example, () => {
    let player: PlayerPage;

    test.beforeEach(async ({ page }) => {
      test.slow();
      player = await new PlayerPage(page).open();
      await player.choose(example, set);
      if (set === 'front') await player.run('kubectl create -f -', storageClass);
    });

    test.afterEach(() => expect(player.complaints).toEqual([]));

    test('comes up in order: no pod is there before all before it are ready', async () => {
      const seen: string[][] = [];
      for (let time = 0.5; time <= within; time += within / 40) {
        await player.seek(time);
        const pods = (await player.pods()).filter((pod) => pod.startsWith(`${set}-`));
        expect(pods.slice(0, -1)).toEqual(allReady(set, Math.max(0, pods.length - 1)));
        seen.push(pods);
      }
      expect(seen.at(-1)).toEqual(allReady(set, replicas));
      expect(new Set(seen.map((pods) => pods.length)).size).toBeGreaterThanOrEqual(replicas);
    });

    test('scaled, a pod deleted, at speed: names, claims and volumes stay', async ({ page }) => {
      await player.seek(within);
      await player.ask((element) => {
        element.speed = 60;
        element.play();
      });
      await page.getByRole('button', { name: `scale to ${replicas - 1}` }).click();
      await expect(player.object('Pod', `${set}-${replicas - 1}`)).toHaveCount(0);
      // What the ordinal had stays, and nobody has it mounted.
      await expect(player.object('PersistentVolumeClaim', `${claim}-${set}-${replicas - 1}`)).toHaveAttribute('data-state', 'Bound');
      await expect(player.object('PersistentVolumeClaim', `${claim}-${set}-${replicas - 1}`)).not.toHaveAttribute('data-mounted');

      const volume = await player.run(`kubectl get pvc ${claim}-${set}-0 -o jsonpath={.spec.volumeName}`);
      await player.run(`kubectl delete pod ${set}-0`);
      await expect(player.object('Pod', `${set}-0`)).toHaveAttribute('data-ready', 'true');
      await expect(player.object('PersistentVolumeClaim', `${claim}-${set}-0`)).toHaveAttribute('data-mounted', `${set}-0`);
      expect((await player.run(`kubectl get pvc ${claim}-${set}-0 -o jsonpath={.spec.volumeName}`)).stdout).toBe(volume.stdout);

      await page.getByRole('button', { name: `scale to ${replicas}` }).click();
      await expect(player.object('Pod', `${set}-${replicas - 1}`)).toHaveAttribute('data-ready', 'true');
    });

    test('deleted: the pods go, claims and volumes outlive them', async ({ page }) => {
      await player.seek(within);
      await player.ask((element) => {
        element.speed = 60;
      });
      await page.getByRole('button', { name: 'delete the set' }).click();
      for (let ordinal = 0; ordinal < replicas; ordinal += 1) {
        await expect(player.object('Pod', `${set}-${ordinal}`)).toHaveCount(0);
        await expect(player.object('PersistentVolumeClaim', `${claim}-${set}-${ordinal}`)).toHaveAttribute('data-state', 'Bound');
      }
      expect((await player.drawn('PersistentVolume')).length).toBeGreaterThanOrEqual(replicas);
    });

    test('scrubbed back and forward, every moment is as it was', async () => {
      const moments = new Map<number, unknown>();
      await player.seek(within);
      await player.run(`kubectl delete pod ${set}-0 --wait=false`);
      await player.after(20);
      const end = await player.ask((element) => element.duration);
      for (const share of [0.1, 0.35, 0.6, 0.85, 1]) {
        await player.seek(end * share);
        moments.set(end * share, await player.drawn());
      }
      for (const [time, drawn] of [...moments].reverse()) {
        await player.seek(time);
        expect(await player.drawn()).toEqual(drawn);
      }
      expect(await player.ask((element) => element.duration)).toBeCloseTo(end, 2);
    });
  });
}
