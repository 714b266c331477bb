// Manifests for the profile: what people write that the examples do not have.

/**
 * @param {string} spec of the StatefulSet
 * @param {string} container
 */
const set = (spec, container = '') => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
  namespace: default
  labels: {app: db}
  annotations: {note: "some text"}
spec:
  serviceName: db
  replicas: 3
  minReadySeconds: 1
  revisionHistoryLimit: 5
  selector: {matchLabels: {app: db}}
${spec}
  template:
    metadata: {labels: {app: db}}
    spec:
      terminationGracePeriodSeconds: 30
      containers:
      - name: db
        image: postgres:17
        imagePullPolicy: IfNotPresent
        command: ["postgres", '-c', "max_connections=100"]
        env:
        - name: PGDATA
          value: /data/pg
        - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
        ports: [{containerPort: 5432, name: pg, protocol: TCP}]
        resources: {requests: {cpu: 250m, memory: 0.5Gi}, limits: {memory: 1Gi}}
${container}
`;

const probe = `        readinessProbe:
          httpGet: {path: /ready, port: pg}
          initialDelaySeconds: 1
          periodSeconds: 2
        livenessProbe: {exec: {command: ["true"]}}
        volumeMounts: [{name: data, mountPath: /data}]`;

const claims = `  volumeClaimTemplates:
  - metadata: {name: data}
    spec:
      accessModes: ["ReadWriteOnce"]
      resources: {requests: {storage: 10Gi}}`;

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: front}
spec:
  replicas: 2
  selector: {matchLabels: {app: front}}
  template:
    metadata: {labels: {app: front}}
    spec: {containers: [{name: front, image: "nginx:1.29"}]}
`;

const service = `apiVersion: v1
kind: Service
metadata: {name: db, labels: {app: db}}
spec:
  ports: [{port: 5432, name: pg}]
  clusterIP: None
  selector: {app: db}
`;

// As short as it can be, and with braces.
const short = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: web
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: nginx, image: nginx}]
`;

export const variants = [
  short,
  // Without the end of its last line.
  short.trimEnd(),
  set('  podManagementPolicy: Parallel'),
  set('  podManagementPolicy: OrderedReady\n  ordinals: {start: 1}\n  updateStrategy: {type: OnDelete}'),
  set(`  updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 2}}\n${claims}`, probe),
  set(`  persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete, whenScaled: Retain}\n${claims}`, probe),
  [service, set(claims, probe), deployment].join('---\n'),
];

// Mistakes that people make, each instead of a line of a manifest, where `$` is its field with the blanks before it.
const mistakes = ['$: "a text"', '$: -1', '$: {}', '$: []', '$:', '$', '$$: 1', "$: 'open", '\t$: 1', '$: Not A Name', '$: [open', '$: 1\n$: 2'];

/**
 * What comes of a manifest while somebody types it or changes it: what is typed first, lines that are left out, and mistakes.
 *
 * @param {string} text
 */
export function edits(text) {
  const lines = text.split('\n');
  const around = (/** @type {number} */ at, /** @type {string[]} */ ...between) => [...lines.slice(0, at), ...between, ...lines.slice(at + 1)].join('\n');
  const changes = lines.flatMap((line, at) => {
    const field = /^([\s-]*[\w.]+):/.exec(line)?.[1] ?? line;
    const written = mistakes.map((mistake) => around(at, mistake.replaceAll('$', field)));
    return [lines.slice(0, at).join('\n'), lines.slice(0, at).concat(field).join('\n'), around(at), ...written];
  });
  return ['', ...changes, text];
}
