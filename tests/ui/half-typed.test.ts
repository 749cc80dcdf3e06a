/**
 * Chromium writes what stands in a form control into its session file, in clear, a second after the last key. An
 * input that says autocomplete off is left out; of a textarea only one inside a form that says so.
 */
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'vue/compiler-sfc'
import { expect, it } from 'vitest'

const src = resolve(import.meta.dirname, '../../src')
const NO_WORDS = ['checkbox', 'radio', 'file']
const SAFE = ['off', 'new-password', 'current-password']

interface Part { readonly type: number, readonly tag?: string, readonly props?: readonly { readonly name: string, readonly value?: { readonly content: string } | undefined }[], readonly children?: readonly unknown[], readonly branches?: readonly unknown[] }
const said = (part: Part, name: string): string => part.props?.find(prop => prop.name === name)?.value?.content ?? ''

function kept(part: Part, inForm: boolean): string[] {
  const off = inForm || (part.tag === 'form' && said(part, 'autocomplete') === 'off')
  const keeps = (part.tag === 'textarea' && !off) || (part.tag === 'input' && !NO_WORDS.includes(said(part, 'type')) && !off && !SAFE.includes(said(part, 'autocomplete')))
  const name = said(part, 'data-testid') || said(part, 'aria-label') || part.tag!
  return [...keeps ? [name] : [], ...[...part.children ?? [], ...part.branches ?? []].flatMap(child => kept(child as Part, off))]
}
const keptIn = (file: string, source = readFileSync(resolve(src, file), 'utf8')): string[] => kept((parse(source).descriptor.template?.ast ?? { type: 0 }) as unknown as Part, false).map(name => `${file} ${name}`)

it('K-10: no screen has an input whose words Chromium would keep', () => {
  const files = globSync('**/*.vue', { cwd: src })
  expect(files.length).toBeGreaterThan(60)
  expect(files.flatMap(file => keptIn(file))).toEqual([])
})

it.each([
  ['an input by itself', '<input v-model="a">', 1],
  ['an input that says off', '<input v-model="a" autocomplete="off">', 0],
  ['an input in such a form', '<form autocomplete="off"><p><input v-if="b" v-model="a"></p></form>', 0],
  ['an input in another form', '<form><input v-model="a"></form>', 1],
  ['a textarea that says off by itself', '<textarea v-model="a" autocomplete="off" />', 1],
  ['a textarea in such a form', '<form autocomplete="off"><textarea v-model="a" /></form>', 0],
  ['a box to tick', '<input type="checkbox" v-model="a">', 0]
])('%s', (_, template, count) => {
  expect(keptIn('x.vue', `<template><div>${template}</div></template>`)).toHaveLength(count)
})
