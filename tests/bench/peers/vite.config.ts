import { defineConfig } from 'vite'

/** Built by the bench once the peers are installed; PouchDB expects a `global`. */
export default defineConfig({
  root: import.meta.dirname, base: '/pages/', logLevel: 'error', define: { global: 'globalThis' },
  build: { outDir: '../../.output/bench-peers', emptyOutDir: true, minify: true, rollupOptions: { input: ['pouch.html', 'rxdb.html'].map(name => `${import.meta.dirname}/${name}`) } }
})
