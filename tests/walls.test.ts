/**
 * The walls between rooms, broken on purpose: each row is an import or a word that must not pass in that room.
 * A wall without a row here is a wall nobody has leaned on.
 */
import { dirname, resolve } from 'node:path'
import { ESLint } from 'eslint'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const eslint = new ESLint({ cwd: root })

async function complaints(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: resolve(root, file) })
  return result!.messages.map(message => message.ruleId ?? 'parse')
}

describe('imports that lint refuses', () => {
  it.each([
    ['core imports no framework', 'core/sync/x.ts', "import { ref } from 'vue'\nexport const a = ref(1)"],
    ['core imports no Node', 'core/sync/x.ts', "import { readFileSync } from 'node:fs'\nexport const a = readFileSync"],
    ['core imports no Dexie', 'core/registers/x.ts', "import Dexie from 'dexie'\nexport const a = Dexie"],
    ['core does not reach into the window', 'core/visit/x.ts', "import { openBook } from '../../src/db/client.ts'\nexport const a = openBook"],
    ['electron does not reach into the window', 'electron/main/x.ts', "import { openBook } from '../../src/db/client.ts'\nexport const a = openBook"],
    ['electron does not reach into the county', 'electron/main/x.ts', "import { startCounty } from '../../server/county.ts'\nexport const a = startCounty"],
    ['the window imports no electron', 'src/stores/x.ts', "import { ipcRenderer } from 'electron'\nexport const a = ipcRenderer"],
    ['a view imports no electron', 'src/views/x.ts', "import { ipcRenderer } from 'electron'\nexport const a = ipcRenderer"],
    ['a view does not touch the store room', 'src/views/x.ts', "import { openBook } from '../db/client.ts'\nexport const a = openBook"],
    ['a view does not touch sync', 'src/views/x.ts', "import { round } from '../sync/round.ts'\nexport const a = round"],
    ['a component knows no store', 'src/components/x.ts', "import { useRoster } from '../stores/roster.ts'\nexport const a = useRoster"],
    ['a component does not touch the store room', 'src/components/x.ts', "import { openBook } from '../db/client.ts'\nexport const a = openBook"],
    ['a store imports no view', 'src/stores/x.ts', "import view from '../views/RosterView.vue'\nexport const a = view"],
    ['only db knows Dexie', 'src/stores/x.ts', "import Dexie from 'dexie'\nexport const a = Dexie"],
    ['db knows no Vue', 'src/db/x.ts', "import { ref } from 'vue'\nexport const a = ref(1)"],
    ['sync knows no Dexie', 'src/sync/x.ts', "import Dexie from 'dexie'\nexport const a = Dexie"],
    ['the county does not reach into the window', 'server/x.ts', "import { openBook } from '../src/db/client.ts'\nexport const a = openBook"],
    ['the county imports no electron', 'server/x.ts', "import { app } from 'electron'\nexport const a = app"],
    ['what ships imports no test', 'src/stores/x.ts', "import { fake } from '../../tests/ui/fake-book.ts'\nexport const a = fake"]
  ])('%s', async (_, file, code) => {
    expect(await complaints(file, code)).toContain('no-restricted-imports')
  })

  it.each([
    ['core reads no clock', 'core/sync/x.ts', 'export const now = (): number => Date.now()'],
    ['core rolls no dice', 'core/sync/x.ts', 'export const chance = (): number => Math.random()'],
    ['C-04: no text is parsed as HTML', 'src/views/x.ts', 'export const put = (e: HTMLElement, t: string): void => { e.innerHTML = t }'],
    ['E-02: no message box takes HTML', 'src/views/x.ts', "export const options = { dangerouslyUseHTMLString: true }"],
    ['C-04: no code from strings', 'src/views/x.ts', "export const run = (t: string): unknown => eval(t)"],
    ['no test is focused', 'tests/x.test.ts', "import { it } from 'vitest'\nit.only('x', () => undefined)"]
  ])('%s', async (_, file, code) => {
    expect(await complaints(file, code)).toContain('no-restricted-syntax')
  })

  it('E-02: no component hands text to the parser of HTML', async () => {
    expect(await complaints('src/components/X.vue', '<script setup lang="ts">\nconst { text } = defineProps<{ text: string }>()\n</script>\n\n<template>\n  <p v-html="text" />\n</template>\n')).toContain('vue/no-v-html')
  })

  it('an honest import passes', async () => {
    expect(await complaints('core/sync/x.ts', "import type { Change } from './change.ts'\nexport type A = Change")).toEqual([])
    expect(await complaints('src/stores/x.ts', "import { openBook } from '../db/client.ts'\nexport const a = openBook")).toEqual([])
  })
})

/** Errors the compiler finds in one made-up file of a room, under that room's own tsconfig. */
function typeErrors(room: string, code: string): string[] {
  const configFile = resolve(root, room, 'tsconfig.json')
  const config = ts.parseJsonConfigFileContent(ts.readConfigFile(configFile, ts.sys.readFile).config, ts.sys, dirname(configFile))
  const file = resolve(root, room, 'made-up.ts')
  const host = ts.createCompilerHost(config.options)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(name, code, ts.ScriptTarget.ES2024) : read(name, ...rest))
  const fileExists = host.fileExists.bind(host)
  host.fileExists = name => name === file || fileExists(name)
  const program = ts.createProgram([file], config.options, host)
  return program.getSemanticDiagnostics(program.getSourceFile(file)).map(d => ts.flattenDiagnosticMessageText(d.messageText, ' '))
}

describe('words that the compiler refuses', () => {
  it.each([
    ['core has no window', 'core', 'export const w = window'],
    ['core has no process', 'core', 'export const p = process'],
    ['core has no timer', 'core', 'export const t = setTimeout'],
    ['electron has no document', 'electron', 'export const d = document'],
    ['the county has no document', 'server', 'export const d = document'],
    ['the window has no process', 'src', 'export const p = process.env'],
    ['the window has no Buffer', 'src', 'export const b = Buffer']
  ])('%s', (_, room, code) => {
    expect(typeErrors(room, code).join(' ')).toMatch(/Cannot find name/)
  })

  it('an honest file passes', () => {
    expect(typeErrors('core', 'export const a: number = 1')).toEqual([])
  })
})
