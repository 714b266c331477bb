// Completes the npm package in package/: the model, the types, and what npm and people want to read.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('../..', import.meta.url));
const [web, made] = [`${top}web`, `${top}package`];
const { version, license } = JSON.parse(readFileSync(`${web}/package.json`, 'utf8'));

for (const file of ['ordinal_wasm_bg.wasm', 'ordinal_wasm_page.wasm', 'ordinal_wasm_later.wasm', 'ordinal_whole_bg.wasm']) cpSync(`${web}/pkg/${file}`, `${made}/${file}`);
cpSync(`${top}crates/core/src/schema/descriptions.txt`, `${made}/descriptions.txt`);
for (const file of ['LICENSE', 'README.md']) cpSync(`${top}${file}`, `${made}/${file}`);
writeTypes();
writeFileSync(`${made}/package.json`, `${JSON.stringify(description(), null, 2)}\n`);

// What the compiler tells of the element, and what that refers to.
function writeTypes() {
  const tsc = [`${web}/node_modules/typescript/bin/tsc`, '-p', `${web}/tsconfig.json`];
  const types = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--rootDir', web, '--outDir', `${made}/types`];
  execFileSync(execPath, [...tsc, ...types], { stdio: 'inherit' });
  for (const name of readdirSync(`${made}/types/src`, { recursive: true, encoding: 'utf8' })) {
    const file = `${made}/types/src/${name}`;
    if (name.endsWith('.test.d.ts')) rmSync(file);
    else if (name.endsWith('.d.ts')) writeFileSync(file, readFileSync(file, 'utf8').replace(/(['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2'));
  }
  // What wasm-bindgen tells of disposal would ask for more of a project's settings than the package needs.
  const model = readFileSync(`${web}/pkg/ordinal_wasm.d.ts`, 'utf8').replace(/^.*Symbol\.dispose.*\n/gm, '');
  mkdirSync(`${made}/types/pkg`, { recursive: true });
  writeFileSync(`${made}/types/pkg/ordinal_wasm.d.ts`, model);
}

function description() {
  return {
    name: 'ordinal-player',
    version,
    description: 'A live Kubernetes StatefulSet in a page: a faithful simulation as a custom element',
    keywords: ['kubernetes', 'statefulset', 'simulation', 'custom-element'],
    license,
    type: 'module',
    exports: { '.': { types: './types/src/element.d.ts', default: './ordinal-player.js' } },
    // Importing it defines the element.
    sideEffects: true,
  };
}
