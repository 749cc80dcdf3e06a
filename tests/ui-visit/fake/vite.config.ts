import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import vue from '@vitejs/plugin-vue'
import AutoImport from 'unplugin-auto-import/vite'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'

export default defineConfig({
  root: import.meta.dirname,
  build: { outDir: resolve(import.meta.dirname, '../../.output/ui-visit'), emptyOutDir: true, minify: false, target: 'esnext' },
  plugins: [vue(), AutoImport({ resolvers: [ElementPlusResolver()], dts: false }), Components({ resolvers: [ElementPlusResolver()], dirs: [], dts: false })]
})
