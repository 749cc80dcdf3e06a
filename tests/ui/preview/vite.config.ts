import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import vue from '@vitejs/plugin-vue'
import AutoImport from 'unplugin-auto-import/vite'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'

/** Builds the preview: npx vite build -c tests/ui/preview/vite.config.ts */
export default defineConfig({
  root: resolve(import.meta.dirname),
  base: './',
  resolve: { alias: process.env['PREVIEW_REAL'] ? {} : { '#core/ledgers/index.ts': resolve(import.meta.dirname, 'ledgers.ts') } },
  build: { outDir: process.env['PREVIEW_OUT'] ?? resolve(import.meta.dirname, '../../../.local/preview'), emptyOutDir: true, minify: false },
  plugins: [vue(), AutoImport({ resolvers: [ElementPlusResolver()], dts: false }), Components({ resolvers: [ElementPlusResolver()], dirs: [], dts: false, globs: [] })]
})
