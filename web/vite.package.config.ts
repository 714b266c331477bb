// The npm package's script: the element as an ES module, and what it loads on demand: all of it side by side, since any of it
// may name the model's files.
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const top = fileURLToPath(new URL('..', import.meta.url));

// The package's own files, in place of the site's.
function filesOfPackage(): Plugin {
  return {
    name: 'files-of-package',
    enforce: 'pre',
    resolveId: (id) => (id === './code.ts' ? `${top}web/src/code.package.ts` : undefined),
  };
}

export default defineConfig({
  root: top,
  base: './',
  publicDir: false,
  cacheDir: `${top}web/node_modules/.vite`,
  plugins: [filesOfPackage()],
  build: {
    outDir: `${top}package`,
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: false,
    rolldownOptions: {
      input: `${top}web/src/element.ts`,
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: 'ordinal-player.js', chunkFileNames: '[name]-[hash].js', assetFileNames: '[name]-[hash][extname]' },
    },
  },
});
