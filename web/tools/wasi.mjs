// Runs a program that was compiled for WASI, as a process of its own would run: node wasi.mjs FILE ARGUMENT…
import { readFile } from 'node:fs/promises';
import { argv, exit } from 'node:process';
import { WASI } from 'node:wasi';

const [file = '', ...rest] = argv.slice(2);
const wasi = new WASI({ version: 'preview1', args: [file, ...rest], returnOnExit: true });
const { instance } = await WebAssembly.instantiate(await readFile(file), /** @type {WebAssembly.Imports} */ (wasi.getImportObject()));
exit(wasi.start(instance));
