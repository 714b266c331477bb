// VitePress with the element: Vue leaves its tag alone, and each page loads it.
import { defineConfig } from 'vitepress';

export default defineConfig({
  title: 'Ordinal in VitePress',
  base: '/docs/',
  head: [['script', { type: 'module', src: '/docs/ordinal/ordinal-player.js' }]],
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === 'ordinal-player' } } },
});
