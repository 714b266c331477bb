// A sorted module, put in order: crates/xtask/src/split/sorted.rs reads the same file the other way.
import { describe, expect, test } from 'vitest';
import both from '../../crates/xtask/src/split/sorted.txt?raw';
import { inOrder } from './sorted.ts';

const [module, sorted] = both.split('\n\n').map((hex) => Uint8Array.from(hex.match(/\w\w/g) ?? [], (byte) => Number.parseInt(byte, 16))) as [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];

describe('a module', () => {
  test('that was sorted is put in order', () => {
    expect(new Uint8Array(inOrder(sorted.buffer))).toEqual(module);
  });

  test('in order stays as it is, and runs', () => {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(inOrder(module.buffer)));
    expect((exports['run'] as (n: number) => bigint)(1)).toBe(813n);
  });

  test('that breaks off is refused', () => {
    expect(() => inOrder(sorted.slice(0, 300).buffer)).toThrow();
  });
});
