// The examples to start from: manifests of the project's own, loaded when chosen.

const sources = import.meta.glob<string>('../scenarios/*.yaml', { query: '?raw', import: 'default' });

export interface Example {
  id: string;
  title: string;
}

export const examples: Example[] = [
  { id: 'web', title: 'Web server, one disk each' },
  { id: 'sticky-names', title: 'Sticky names and volumes' },
  { id: 'sharded-store', title: 'Sharded store, slow to be ready' },
  { id: 'missing-class', title: 'A storage class that is missing' },
  { id: 'static-volumes', title: 'Volumes made by hand' },
];

// The manifest of an example.
export async function manifestOf(id: string): Promise<string> {
  const load = sources[`../scenarios/${id}.yaml`];
  if (!load) throw new Error(`there is no example ${id}`);
  return load();
}
