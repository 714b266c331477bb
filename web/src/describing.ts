// What Kubernetes says of its types and fields, for kubectl explain: a long text, brought when somebody explains something.
import { descriptions } from './code.ts';
import type { Model } from './fetched.ts';

let brought: Promise<void> | undefined;

// Done when what a line may explain is there, or cannot be had: then kubectl says so, and the next line asks again.
// Undefined for a line that explains nothing.
export function describing(line: string, loadModel: () => Promise<Model>): Promise<void> | undefined {
  if (!/\bexplain\b/.test(line)) return undefined;
  return (brought ??= bring(loadModel).catch(() => void (brought = undefined)));
}

async function bring(loadModel: () => Promise<Model>): Promise<void> {
  const [model, said] = await Promise.all([loadModel(), descriptions()]);
  model.give_descriptions(said);
}
