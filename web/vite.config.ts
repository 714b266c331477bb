// How the page is served and built: from the repository's top level, into dist/, with relative addresses only.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const top = fileURLToPath(new URL('..', import.meta.url));

type File = { fileName: string };
const isPart = (part: 'bg' | 'page' | 'later') => (file: File) => new RegExp(`ordinal_wasm_${part}.*\\.wasm$`).test(file.fileName);

// Where an embedding page finds the element: the one name without a hash, so that it stays when the contents change. Where
// the page has an element already, the model is on its way while the scripts are: that part with which it begins (src/model.ts).
function stableElement(): Plugin {
  return {
    name: 'stable-element',
    generateBundle(_, bundle) {
      const files = Object.values(bundle);
      const element = files.find((file) => file.type === 'chunk' && file.isEntry && file.name === 'element');
      const [beginning, page, later] = (['bg', 'page', 'later'] as const).map((part) => files.find(isPart(part)));
      if (element?.type !== 'chunk' || !beginning || !page || !later) return this.error('the build has no chunk for web/src/element.ts, or no model');
      // The chunk exports more, for other chunks.
      const names = this.getModuleInfo(`${top}web/src/element.ts`)?.exports?.join(', ') ?? '';
      const source = [
        `const [element, beginning, page, later] = ${JSON.stringify([element, beginning, page, later].map(({ fileName }) => fileName))}.map((file) => new URL(file, import.meta.url).href);`,
        "const all = [...document.querySelectorAll('ordinal-player')];",
        'if (all.length > 0) {',
        "  const isLater = all.some((one) => /^[\\dhms.]*[1-9][\\dhms.]*$/.test(one.getAttribute('poster') || one.getAttribute('at') || ''));",
        "  const href = isLater ? later : all.some((one) => one.hasAttribute('page')) ? page : beginning;",
        "  const link = Object.assign(document.createElement('link'), { rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href });",
        '  link.onload = link.onerror = () => link.remove();',
        '  document.head.append(link);',
        '}',
        `export const { ${names} } = await import(element);`,
      ];
      this.emitFile({ type: 'asset', fileName: 'ordinal-player.js', source: `${source.join('\n')}\n` });
    },
  };
}

// The page's model is on its way while its scripts are.
function earlyModel(): Plugin {
  return {
    name: 'early-model',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle }) {
        const model = Object.values(bundle ?? {}).find(isPart('page'));
        if (!model) return [];
        return [{ tag: 'link', attrs: { rel: 'preload', as: 'fetch', crossorigin: '', href: `./${model.fileName}` }, injectTo: 'head' }];
      },
    },
  };
}

// What is imported on demand has no style sheets of its own and nothing else to load before it: it is just imported.
function plainImports(): Plugin {
  return {
    name: 'plain-imports',
    enforce: 'pre',
    apply: 'build',
    load: (id) => (id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : undefined),
  };
}

// The one script that is no module: it speaks where modules do not come.
function plainScript(): Plugin {
  const source = 'web/src/start.js';
  let reference = '';
  return {
    name: 'plain-script',
    apply: 'build',
    buildStart() {
      reference = this.emitFile({ type: 'asset', name: 'start.js', source: readFileSync(top + source, 'utf8') });
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const page = bundle['index.html'];
        if (page?.type === 'asset') page.source = String(page.source).replace(source, this.getFileName(reference));
      },
    },
  };
}

// `cargo xtask serve` holds the other end of the server's input. Vite ends when its input does, but only if it is read.
function endsWithItsCaller(): Plugin {
  return { name: 'ends-with-its-caller', configureServer: () => void process.stdin.resume() };
}

// Where index.html is, as seen from a script: from assets/, and from the sources while they are served.
const home = (command: string) => JSON.stringify(command === 'serve' ? '/' : '../');

export default defineConfig(({ command }) => ({
  define: { __HOME__: home(command) },
  root: top,
  base: './',
  publicDir: false,
  cacheDir: `${top}web/node_modules/.vite`,
  plugins: [stableElement(), earlyModel(), plainImports(), plainScript(), endsWithItsCaller()],
  server: {
    host: '127.0.0.1',
    watch: { ignored: ['crates', 'dist', 'target', 'tests', '.tools'].map((name) => `${top}${name}/**`) },
  },
  build: {
    outDir: `${top}dist`,
    emptyOutDir: true,
    target: 'es2023',
    // These have light-dark(). Compiled for older ones it would follow the reader's system, not the page around.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    manifest: true, // tools/size.mjs reads from it what loads what
    assetsInlineLimit: 0, // a strict Content-Security-Policy refuses data: addresses
    modulePreload: false,
    rolldownOptions: {
      // What all chunks share is one file: each that the first picture needs takes a moment to come.
      output: { codeSplitting: { groups: [{ name: 'base', test: /src\/ui\/dom\.ts$|preload-helper/ }] } },
      preserveEntrySignatures: 'allow-extension', // what pages import from the element keeps its name
      input: { index: `${top}index.html`, element: `${top}web/src/element.ts` },
    },
  },
}));
