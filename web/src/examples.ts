// What there is to start from: manifests and guided scenarios of the project's own, loaded when chosen.

const sources = import.meta.glob<string>('../scenarios/**/*.yaml', { query: '?raw', import: 'default' });

export interface Example {
  id: string;
  title: string;
}

export interface Group {
  title: string;
  examples: Example[];
}

// Guided scenarios are called here as they call themselves.
export const groups: Group[] = [
  {
    title: 'Manifests',
    examples: [
      { id: 'web', title: 'Web server, one disk each' },
      { id: 'sticky-names', title: 'Sticky names and volumes' },
      { id: 'sharded-store', title: 'Sharded store, slow to be ready' },
      { id: 'missing-class', title: 'A storage class that is missing' },
      { id: 'static-volumes', title: 'Volumes made by hand' },
    ],
  },
  {
    title: 'Walk-throughs',
    examples: [
      { id: 'walkthroughs/names-and-volumes', title: 'Names and volumes that stick' },
      { id: 'walkthroughs/one-after-another', title: 'One after another' },
      { id: 'walkthroughs/beside-a-deployment', title: 'Beside a Deployment' },
      { id: 'walkthroughs/call-each-pod', title: 'Call each pod by its name' },
      { id: 'walkthroughs/disks-made-by-hand', title: 'Disks made by hand' },
    ],
  },
  {
    title: 'Traps',
    examples: [
      { id: 'traps/stuck-rollout', title: 'A stuck rollout' },
      { id: 'traps/dead-node', title: 'A dead node with a local volume' },
      { id: 'traps/retention-policies', title: 'Retention policies' },
      { id: 'traps/claim-deleted-in-use', title: 'A claim deleted in use' },
      { id: 'traps/cascade-orphan', title: 'Orphans' },
      { id: 'traps/partition-canary', title: 'A canary by partition' },
      { id: 'traps/parallel', title: 'Parallel' },
      { id: 'traps/on-delete', title: 'OnDelete' },
      { id: 'traps/split-brain', title: 'Split brain' },
    ],
  },
];

// What a page begins with that nobody gave anything else.
export const first = 'web';

// Whether an example is a scenario with steps, rather than a manifest.
export function isGuided(id: string): boolean {
  return id.includes('/');
}

// The text of an example.
export async function textOf(id: string): Promise<string> {
  const load = sources[`../scenarios/${id}.yaml`];
  if (!load) throw new Error(`there is no example ${id}`);
  return load();
}
