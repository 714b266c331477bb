// The walk-throughs' lessons on what a StatefulSet is, typed as a person would: beside a Deployment, one at a time or all at
// once, on another node, on a node that falls silent, without its class, with volumes that hang.
import { expect, test } from '@playwright/test';
import { type PlayerPage, type Typist, typing } from './support.ts';

let player: PlayerPage;
let me: Typist;

test.beforeEach(async ({ page }) => {
  test.setTimeout(180_000);
  [player, me] = await typing(page);
});

test.afterEach(() => expect(player.complaints).toEqual([]));

// Types a command of which nothing but that it went well is of interest.
async function done(command: string, says: string | RegExp): Promise<void> {
  expect(await me.type(command)).toMatch(says);
}

const deleted = `kubectl get events --field-selector reason=SuccessfulDelete --sort-by=.firstTimestamp -o custom-columns=M:.message --no-headers`;
const ordinals = (...numbers: number[]) => numbers.map((n) => `Delete Pod web-${n} in StatefulSet web successful\n`).join('');

test('beside a Deployment: names, order, volumes', async () => {
  await player.choose('Web server, one disk each', 'web');
  await done('kubectl rollout status sts/web', 'partitioned roll out complete: 4 new pods have been updated...');
  await done('kubectl create deployment plain --image=nginx:1.28 --replicas=3', 'deployment.apps/plain created');
  await done('kubectl rollout status deployment/plain', 'deployment "plain" successfully rolled out');
  expect(await me.type('kubectl get pods -l app=plain -o name')).toMatch(/^(pod\/plain-[a-z0-9]+-[a-z0-9]{5}\n){3}$/);
  expect(await me.type('kubectl get pods -l app=web -o name')).toBe([0, 1, 2, 3].map((n) => `pod/web-${n}\n`).join(''));
  expect(await me.type('kubectl get pvc -o name')).toBe([0, 1, 2, 3].map((n) => `persistentvolumeclaim/www-web-${n}\n`).join(''));
  await expect(player.object('Pod', 'web-3')).toBeVisible();
  expect((await player.pods()).filter((pod) => pod.startsWith('plain-'))).toHaveLength(3);
});

test('one at a time, or all at once', async () => {
  await player.choose('Web server, one disk each', 'web');
  await done('kubectl rollout status sts/web', 'complete');
  await done('kubectl scale sts web --replicas=2', 'statefulset.apps/web scaled');
  await me.type('kubectl wait --for=delete pod/web-3 pod/web-2 --timeout=60s');
  expect(await me.type(deleted)).toBe(ordinals(3, 2));
  // Scaled to 0 first, they go in order; the set's own deletion has no order.
  await done('kubectl scale sts web --replicas=0', 'scaled');
  await me.type('kubectl wait --for=delete pod -l app=web --timeout=60s');
  expect(await me.type(deleted)).toBe(ordinals(3, 2, 1, 0));
  await done('kubectl delete sts web', 'statefulset.apps "web" deleted from default namespace');

  await done(`sed 's/replicas: 4/replicas: 4\\n  podManagementPolicy: Parallel/' manifest.yaml | kubectl apply -f -`, 'statefulset.apps/web created');
  await done('kubectl rollout status sts/web', 'complete');
  const made = `kubectl get pods -l app=web -o jsonpath='{range .items[*]}{.metadata.creationTimestamp}{"\\n"}{end}'`;
  expect(await me.type(`${made} | sort | uniq | wc -l`)).toBe('1\n');
});

test('a pod on another node has its volume; a node that falls silent keeps its pod until somebody steps in', async ({ page }) => {
  await player.choose('Web server, one disk each', 'web');
  await done('kubectl rollout status sts/web', 'complete');
  await me.type(`kubectl exec web-0 -- sh -c 'echo kept > /usr/share/nginx/html/note'`);
  const node = `kubectl get pod web-0 -o jsonpath='{.spec.nodeName}'`;
  const first = await me.type(node);
  await done(`kubectl cordon ${first}`, `node/${first} cordoned`);
  await done('kubectl delete pod web-0', 'pod "web-0" deleted from default namespace');
  await done('kubectl wait --for=condition=Ready pod/web-0 --timeout=60s', 'pod/web-0 condition met');
  const second = await me.type(node);
  expect(second).not.toBe(first);
  expect(await me.type('kubectl exec web-0 -- cat /usr/share/nginx/html/note')).toBe('kept\n');

  await player.object('Node', second).click();
  await page.getByRole('button', { name: /^Cut off/ }).click();
  // By default the node is lost after fifty seconds, and its pods are told to go after five minutes more.
  await player.after(420);
  expect(await me.type(`kubectl get node ${second} --no-headers`)).toMatch(/^node-[abc] NotReady /);
  expect(await me.type('kubectl get pod web-0 --no-headers')).toMatch(/^web-0 1\/1 Terminating 0 /);
  await player.after(600);
  expect(await me.type('kubectl get pod web-0 --no-headers')).toMatch(/^web-0 1\/1 Terminating 0 /);
  await done('kubectl delete pod web-0 --force --grace-period=0', 'pod "web-0" force deleted from default namespace');
  // Its disk is taken from the lost node after six minutes.
  await player.after(60);
  expect(await me.type('kubectl get pod web-0 --no-headers')).toMatch(/^web-0 0\/1 ContainerCreating 0 /);
  await player.after(420);
  expect(await me.type('kubectl get pod web-0 --no-headers')).toMatch(/^web-0 1\/1 Running 0 /);
  expect(await me.type(node)).not.toBe(second);
});

test('a class that is missing: the claim waits, and so does the pod', async () => {
  await player.choose('A storage class that is missing', 'front');
  expect(await me.type('kubectl get pvc --no-headers')).toBe('www-front-0 Pending fast-disk <unset> AGE\n');
  expect(await me.type('kubectl describe pvc www-front-0')).toContain('storageclass.storage.k8s.io "fast-disk" not found');
  expect(await me.type('kubectl get pods')).toBe('NAME READY STATUS RESTARTS AGE\nfront-0 0/1 Pending 0 AGE\nguest 1/1 Running 0 AGE\n');
  expect(await me.type('kubectl describe pod front-0')).toContain('pod has unbound immediate PersistentVolumeClaims');
  const type = 'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: fast-disk\nprovisioner: disk.csi.example.com';
  await done(`kubectl apply -f - <<EOF\n${type}\nEOF`, 'storageclass.storage.k8s.io/fast-disk created');
  await done('kubectl rollout status sts/front', 'partitioned roll out complete: 3 new pods have been updated...');
  expect(await me.type('kubectl get pvc -o custom-columns=S:.status.phase --no-headers')).toBe('Bound\nBound\nBound\n');
  expect(await me.type('kubectl exec front-0 -- nslookup guest.nginx')).toContain('Name:\tguest.nginx.default.svc.cluster.local\n');
});

test('claims and volumes that hang in Terminating, and the two ways out', async () => {
  await player.choose('Volumes made by hand', 'local');
  await done('kubectl rollout status sts/local', 'complete');
  await me.begin('kubectl delete -f manifest.yaml');
  await expect.poll(() => player.pods()).toEqual([]);
  await me.input.press('Control+c');
  expect(await me.type('kubectl get pv -o custom-columns=N:.metadata.name,F:.metadata.finalizers --no-headers')).toBe(
    [0, 1, 2].map((n) => `disk-${n} [kubernetes.io/pv-protection]\n`).join(''),
  );
  expect(await me.type('kubectl get pv --no-headers')).toMatch(/^(disk-\d 1Gi RWO Retain Terminating default\/data-local-\d local-storage <unset> AGE\n){3}$/);
  await done(`kubectl patch pv disk-0 -p '{"metadata":{"finalizers":null}}'`, 'persistentvolume/disk-0 patched');
  expect(await me.type('kubectl get pv -o name')).toBe('persistentvolume/disk-1\npersistentvolume/disk-2\n');
  const forced = await me.type('kubectl delete pvc data-local-1 --force --grace-period=0');
  expect(forced).toContain('Warning: Immediate deletion does not wait for confirmation');
  expect(forced).toContain('persistentvolumeclaim "data-local-1" force deleted from default namespace');
  await done('kubectl delete pvc --all', 'persistentvolumeclaim "data-local-2" deleted');
  await me.type('kubectl wait --for=delete pv --all --timeout=60s');
  expect(await me.type('kubectl get pv,pvc')).toBe('No resources found\n');
});

test('what is explained is told in full, and without it where it cannot be had', async ({ page }) => {
  await page.route(/descriptions.*\.txt$/, (route) => route.abort());
  expect(await me.type('kubectl explain sts.spec.podManagementPolicy')).toContain('The descriptions could not be loaded');
  await page.unroute(/descriptions.*\.txt$/);
  const explained = await me.type('kubectl explain sts.spec.podManagementPolicy');
  expect(explained).toContain('ENUM:\n OrderedReady\n Parallel\n');
  expect(explained).toContain('when replacing pods on nodes, or when scaling down.');
  // A failed request is told on the console by the browser itself.
  player.complaints.length = 0;
});
