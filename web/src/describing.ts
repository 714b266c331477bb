// What Kubernetes says of its types and fields, for kubectl explain: a long text, brought when somebody explains something.
import { give_descriptions } from '../pkg/ordinal_wasm.js';
import { descriptions } from './code.ts';

let brought: Promise<void> | undefined;

// Done when what a line may explain is there, or cannot be had: then kubectl says so, and the next line asks again.
// Undefined for a line that explains nothing.
export function describing(line: string): Promise<void> | undefined {
  if (!/\bexplain\b/.test(line)) return undefined;
  return (brought ??= descriptions().then(give_descriptions, () => void (brought = undefined)));
}
