// What kubectl calls the kinds.

// kubectl's short names, where people use them.
const shortNames: Record<string, string> = {
  StatefulSet: 'sts',
  Deployment: 'deploy',
  PersistentVolumeClaim: 'pvc',
  PersistentVolume: 'pv',
  Service: 'svc',
};

export function resource(kind: string): string {
  return shortNames[kind] ?? kind.toLowerCase();
}
