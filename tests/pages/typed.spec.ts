// The walk-throughs typed as a person would, command by command: files survive, names answer, tables match.
import { expect, test } from '@playwright/test';
import { type PlayerPage, Typist, typing } from './support.ts';

let player: PlayerPage;
let me: Typist;

test.beforeEach(async ({ page }) => {
  test.setTimeout(180_000);
  [player, me] = await typing(page);
});

test.afterEach(() => expect(player.complaints).toEqual([]));

test('names and volumes stick', async () => {
  await player.choose('Sticky names and volumes', 'page');
  expect(await me.type('kubectl rollout status sts/page')).toContain('partitioned roll out complete: 2 new pods have been updated...');
  expect(await me.type('kubectl get sts')).toBe('NAME READY AGE\npage 2/2 AGE\n');
  const pods = 'NAME READY STATUS RESTARTS AGE\npage-0 1/1 Running 0 AGE\npage-1 1/1 Running 0 AGE\n';
  expect(await me.type('kubectl get pods')).toBe(pods);

  const service = 'kind: Service\napiVersion: v1\nmetadata:\n  name: front\nspec:\n  type: NodePort\n  selector: {app: page}\n  ports: [{port: 80}]';
  expect(await me.type(`cat <<EOF | kubectl apply -f -\n${service}\nEOF`)).toBe('service/front created\n');
  expect(await me.type('curl $(minikube service front --url)')).toMatch(/^first written .*\nby page-[01]\n$/);
  const file = '/usr/local/apache2/htdocs/index.html';
  const written = await me.type(`kubectl exec page-0 -- cat ${file}`);
  expect(written).toMatch(/^first written .*\nby page-0\n$/);

  expect(await me.type('kubectl delete pod page-0')).toBe('pod "page-0" deleted from default namespace\n');
  expect(await me.type('kubectl wait --for=condition=Ready pod/page-0 --timeout=60s')).toBe('pod/page-0 condition met\n');
  expect(await me.type('kubectl get pods')).toBe(pods);
  expect(await me.type(`kubectl exec page-0 -- cat ${file}`)).toBe(written);

  const claims = ['0', '1'].map((n) => `htdocs-page-${n} Bound pvc-UID 10Mi RWO standard <unset> AGE\n`).join('');
  expect(await me.type('kubectl get pvc')).toBe(`NAME STATUS VOLUME CAPACITY ACCESS MODES STORAGECLASS VOLUMEATTRIBUTESCLASS AGE\n${claims}`);
  expect((await me.type('kubectl get pv --no-headers')).split('\n')).toHaveLength(3);

  expect(await me.type('kubectl delete -f manifest.yaml')).toBe('statefulset.apps "page" deleted from default namespace\n');
  expect(await me.type('kubectl wait --for=delete pod -l app=page --timeout=60s')).not.toContain('error: timed out');
  expect(await me.type('kubectl get pods')).toBe('No resources found in default namespace.\n');
  expect(await me.type('kubectl get pvc --no-headers | wc -l')).toBe('2\n');
  await me.type('for i in 0 1; do kubectl delete pvc htdocs-page-$i; done');
  expect(await me.type('kubectl get pvc')).toBe('No resources found in default namespace.\n');
  await me.type('kubectl wait --for=delete pv --all --timeout=60s');
  expect(await me.type('kubectl get pv')).toBe('No resources found\n');
});

test('a watch in one terminal, commands in the other', async ({ page }) => {
  await player.choose('Sharded store, slow to be ready', 'store');
  await me.type('kubectl create ns lab-18 && kubectl config set-context --current --namespace=lab-18');
  expect(await me.type('kubectl create -f manifest.yaml')).toBe('service/store created\nstatefulset.apps/store created\n');
  await me.type('kubectl rollout status sts/store');
  expect(await me.type('kubectl get sts,po,svc')).toMatch(
    /^NAME READY AGE\nstatefulset.apps\/store 2\/2 AGE\n\nNAME READY STATUS RESTARTS AGE\npod\/store-0 1\/1 Running 0 AGE\npod\/store-1 1\/1 Running 0 AGE\n\nNAME TYPE/,
  );

  await me.begin('kubectl get pods -w -l app=store -n lab-18');
  await page.getByRole('button', { name: 'Open a second terminal' }).click();
  const other = new Typist(page, 1);
  expect(await other.type('kubectl scale sts stores --replicas=4 -n lab-18')).toBe('Error from server (NotFound): statefulsets.apps "stores" not found\n');
  expect(await other.type('kubectl scale sts store --replicas=4 -n lab-18')).toBe('statefulset.apps/store scaled\n');
  await other.type('kubectl rollout status sts/store');
  const seen = (await me.printed()).split('\n');
  const states = (pod: string) => [...new Set(seen.filter((line) => line.startsWith(pod)).map((line) => line.split(' ').slice(1, 3).join(' ')))];
  for (const pod of ['store-2', 'store-3']) {
    expect(states(pod)).toEqual(['0/1 Pending', '0/1 ContainerCreating', '0/1 Running', '1/1 Running']);
  }

  const patch = `kubectl patch sts store -p '{"spec":{"replicas":2}}'`;
  expect(await other.type(patch)).toBe('statefulset.apps/store patched\n');
  await other.type('kubectl wait --for=delete pod/store-3 pod/store-2 --timeout=120s');
  const terminating = (await me.printed()).split('\n').filter((line) => line.includes('Terminating')).map((line) => line.split(' ')[0]);
  expect([...new Set(terminating)]).toEqual(['store-3', 'store-2']);

  await me.input.press('Control+c');
  await expect(page.locator('.terminal').first().locator('.block.running')).toHaveCount(0);
  expect(await me.type('kubectl get pvc -o name | sort')).toBe([0, 1, 2, 3].map((n) => `persistentvolumeclaim/data-store-${n}\n`).join(''));
  expect(await other.type('kubectl delete ns lab-18')).toBe('namespace "lab-18" deleted\n');
  expect(await other.type('kubectl get sts,po,pvc,svc -n lab-18')).toBe('No resources found in lab-18 namespace.\n');
});

test('names answer from within a pod', async ({ page }) => {
  await player.choose('Web server, one disk each', 'web');
  await me.type('kubectl rollout status sts/web');
  await me.type(`for i in 0 1 2 3; do kubectl exec "web-$i" -- sh -c 'echo "$(hostname)" > /usr/share/nginx/html/index.html'; done`);
  await me.begin('kubectl exec -it web-0 -- bash');
  await expect(page.locator('.prompt .sign')).toHaveText(/^root@web-0:/);
  expect(await me.type('curl web')).toMatch(/^web-[0-3]\n$/);
  expect(await me.type('curl web-1.web')).toBe('web-1\n');
  expect(await me.type('nslookup web-2.web')).toContain('Name:\tweb-2.web.default.svc.cluster.local\nAddress: IP\n');
  expect((await me.type('dig +short SRV _http._tcp.web.default.svc.cluster.local')).trim().split('\n')).toHaveLength(4);
  await me.begin('exit');
  await expect(page.locator('.prompt .sign')).toHaveText('$');

  await me.begin('kubectl run -i --tty --image busybox:1.28 dns-test --restart=Never --rm');
  await expect(page.locator('.prompt .sign')).toHaveText(/^root@dns-test:/);
  expect(await me.type('wget -qO- web-3.web')).toBe('web-3\n');
  await me.begin('exit');
  await expect(page.getByRole('log')).toContainText('pod "dns-test" deleted from default namespace');
});

test('what is written on a disk of a node stays there', async ({ page }) => {
  await player.choose('Volumes made by hand', 'local');
  await me.type('kubectl rollout status sts/local');
  await me.begin('kubectl exec -it local-0 -- sh');
  await expect(page.locator('.prompt .sign')).toHaveText(/^root@local-0:/);
  await me.type('echo "hello from local-0" > /data/hello.txt');
  await me.begin('exit');
  await expect(page.locator('.prompt .sign')).toHaveText('$');
  expect(await me.type('kubectl exec local-1 -- cat /data/hello.txt')).toBe(
    'cat: /data/hello.txt: No such file or directory\ncommand terminated with exit code 1\n',
  );
  expect(await me.type('kubectl describe pod local-0')).toMatch(/\nNode: node-[abc]\/[\d.]+\n[^]*ClaimName: data-local-0\n/);
  await me.type('kubectl delete pod local-0');
  await me.type('kubectl wait --for=condition=Ready pod/local-0 --timeout=60s');
  expect(await me.type('kubectl exec local-0 -- cat /data/hello.txt')).toBe('hello from local-0\n');
  await me.type('kubectl delete sts local');
  await me.type('kubectl wait --for=delete pod -l app=local --timeout=60s');
  await me.type('kubectl delete pvc data-local-0');
  expect(await me.type(`kubectl get pv -o custom-columns=C:.spec.claimRef.name,S:.status.phase --no-headers | sort`)).toBe(
    'data-local-0 Released\ndata-local-1 Bound\ndata-local-2 Bound\n',
  );
});
