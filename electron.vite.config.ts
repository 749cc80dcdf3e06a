import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import vue from '@vitejs/plugin-vue'
import AutoImport from 'unplugin-auto-import/vite'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'

const at = (path: string): string => resolve(import.meta.dirname, path)

export default defineConfig({
  main: {
    build: { outDir: at('out/main'), rolldownOptions: { input: { index: at('electron/main/index.ts') } } }
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      // A sandboxed preload is loaded as CommonJS.
      rolldownOptions: { input: { index: at('electron/preload/index.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs' } }
    }
  },
  renderer: {
    root: at('src'),
    build: { outDir: at('out/renderer'), minify: true, rolldownOptions: { input: { index: at('src/index.html') } } },
    worker: { format: 'es' },
    plugins: [
      vue(),
      AutoImport({ resolvers: [ElementPlusResolver()], dts: at('src/auto-imports.d.ts') }),
      Components({ resolvers: [ElementPlusResolver()], dirs: [], dts: at('src/components.d.ts') })
    ]
  }
})
