// dist/ordinal-player.single.js: the element and the model in one classic script, for pages without a server.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const top = fileURLToPath(new URL('..', import.meta.url));

// The model, in place of the addresses of its files.
function packedModel(): Plugin {
  return {
    name: 'packed-model',
    enforce: 'pre',
    resolveId(id) {
      if (id === './code.ts') return `${top}web/src/code.single.ts`;
      return id === 'virtual:model' ? '\0model' : undefined;
    },
    load(id) {
      if (id !== '\0model') return undefined;
      const packed = deflateRawSync(readFileSync(`${top}web/pkg/ordinal_wasm_unsplit.wasm`), { level: 9 });
      return `export default ${JSON.stringify(packed.toString('base64'))};`;
    },
  };
}

export default defineConfig({
  root: top,
  publicDir: false,
  cacheDir: `${top}web/node_modules/.vite`,
  plugins: [packedModel()],
  build: {
    outDir: `${top}dist`,
    emptyOutDir: false,
    target: 'es2023',
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      input: `${top}web/src/element.ts`,
      preserveEntrySignatures: 'strict',
      // Nothing is imported on demand here: it is all in the one file.
      checks: { emptyImportMeta: false },
      output: { format: 'iife', name: 'Ordinal', codeSplitting: false, entryFileNames: 'ordinal-player.single.js' },
    },
  },
});
