/**
 * The walls between rooms, with the reason in the message. A later block for a narrower folder replaces
 * the rule of a wider one, so every narrower block repeats the wider patterns (docs/architecture.md).
 */
import js from '@eslint/js'
import ts from 'typescript-eslint'
import vue from 'eslint-plugin-vue'

const wall = (group, message) => ({ group, message })
const never = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] })

const noElectron = wall(['electron', 'electron/*', '**/electron/**'], 'The window speaks to the host only through window.cunce: no Electron import outside electron/.')
const noServer = wall(['**/server/**', 'fastify', 'kysely', 'pg', '@electric-sql/*'], 'The county is another machine: its code and database stay in server/.')
const noSrc = wall(['**/src/**'], 'The window is not a library: what others need belongs in core/.')
const noNode = wall(['node:*', 'fs', 'path', 'crypto', 'os', 'http', 'https', 'child_process'], 'This room runs in a page without Node.')
const noFramework = wall(['vue', 'vue-router', 'pinia', 'element-plus', 'element-plus/*', '@vue/*'], 'No framework here: this room decides or stores, it does not show.')
const noDexie = wall(['dexie', 'dexie/*'], 'Only src/db knows IndexedDB: the store can then be changed in one place.')
const noDb = wall(['**/db/**', '../db/*', '**/sync/round*', '../sync/*'], 'Views and components speak to a store; only stores speak to db and sync.')
const noViews = wall(['**/views/**'], 'A view is at the top: nobody imports it but the router.')
const noStores = wall(['**/stores/**'], 'A component gets props and emits events; it knows no store.')
const noTests = wall(['**/tests/**'], 'Nothing that ships imports a test.')

const pureGlobals = ['window', 'document', 'navigator', 'localStorage', 'indexedDB', 'fetch', 'process', 'Buffer', 'setTimeout', 'setInterval', 'crypto']
  .map(name => ({ name, message: 'core asks nobody for the machine: take it as an argument.' }))

const danger = [
  { selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]', message: 'Text from people is never parsed as HTML (C-04).' },
  { selector: 'CallExpression[callee.name="eval"], NewExpression[callee.name="Function"]', message: 'No code from strings (C-04).' },
  { selector: 'Property[key.name="webSecurity"], Property[key.name="dangerouslyUseHTMLString"]', message: 'Never switched (C-04).' },
  { selector: 'CallExpression[callee.object.name=/^(it|test|describe)$/][callee.property.name=/^(skip|only|todo|fixme)$/]', message: 'A skipped or focused test is no test.' }
]
const core = [...danger,
  { selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]', message: 'core asks nobody for the time: take it as an argument.' },
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'core asks nobody for the time: take it as an argument.' },
  { selector: 'CallExpression[callee.object.name="Math"][callee.property.name="random"]', message: 'core asks nobody for chance: take ids as arguments.' }
]

export default ts.config(
  { ignores: ['out/**', 'node_modules/**', '.local/**', 'tests/.output/**', 'src/auto-imports.d.ts', 'src/components.d.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...vue.configs['flat/recommended'],
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    rules: {
      'no-undef': 'off',
      'no-restricted-syntax': ['error', ...danger],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      'vue/no-v-html': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-indent': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/attributes-order': 'off',
      'vue/require-default-prop': 'off'
    }
  },
  {
    files: ['core/**'],
    rules: {
      ...never({ regex: '^(?!\\.|#core/|zod$|@hpke/core$)', message: 'core imports itself, zod and HPKE, nothing else.' }, noElectron, noServer, noSrc, noNode, noTests),
      'no-restricted-syntax': ['error', ...core],
      'no-restricted-globals': ['error', ...pureGlobals]
    }
  },
  { files: ['electron/**'], rules: never(wall(['**/server/**', 'fastify', 'kysely', 'pg', '@electric-sql/*'], 'The county is another machine.'), noSrc, noFramework, noDexie, noTests) },
  { files: ['src/**'], rules: never(noElectron, noServer, noNode, noDexie, noTests) },
  { files: ['src/db/**'], rules: never(noElectron, noServer, noNode, noFramework, noViews, noStores, noTests) },
  { files: ['src/sync/**', 'src/workbook/**', 'src/print/**'], rules: never(noElectron, noServer, noNode, noDexie, noFramework, noViews, noStores, noTests) },
  { files: ['src/stores/**'], rules: never(noElectron, noServer, noNode, noDexie, noViews, noTests) },
  { files: ['src/views/**'], rules: never(noElectron, noServer, noNode, noDexie, noDb, noTests) },
  { files: ['src/components/**'], rules: never(noElectron, noServer, noNode, noDexie, noDb, noStores, noViews, noTests) },
  { files: ['server/**'], rules: never(noElectron, noSrc, noFramework, noDexie, noTests) }
)
