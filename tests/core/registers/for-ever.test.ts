/**
 * What has been synced is for ever (docs/adr/0004): for-ever.json holds every field with its type and every
 * code with its label as they were first handed out. The list only grows; a line is never taken out to make
 * a test pass.
 */
import { expect, it } from 'vitest'
import { codeOf, codeTable } from '#core/registers/codes.ts'
import type { CodeTableName } from '#core/registers/codes.ts'
import { fieldOf, registers } from '#core/registers/index.ts'
import type { Field } from '#core/registers/define.ts'
import kept from './for-ever.json' with { type: 'json' }
import tables from '../../../resources/codes.json' with { type: 'json' }

const fields = kept.fields as Readonly<Record<string, Readonly<Record<string, string>>>>
const codes = kept.codes as Readonly<Record<string, Readonly<Record<string, string>>>>
const notCodes = new Set(['_note', 'relationSystemLabels', 'shidianTownships'])

it('no field has vanished or changed its type', () => {
  const gone = Object.entries(fields).flatMap(([register, names]) => Object.entries(names)
    .filter(([name, type]) => fieldOf(register, name)?.type !== type).map(([name, type]) => `${register}.${name}: ${type}`))
  expect(gone).toEqual([])
})

it('every field is on the list; add the missing ones to for-ever.json', () => {
  const missing = Object.values(registers).flatMap(register => Object.entries<Field>(register.fields)
    .filter(([name]) => fields[register.name]?.[name] === undefined).map(([name, { type }]) => `${register.name}.${name}: ${type}`))
  expect(missing).toEqual([])
})

it('no code has vanished, and each still goes by its first label', () => {
  const gone = Object.entries(codes).flatMap(([table, labels]) => Object.entries(labels).filter(([code, label]) => {
    const name = table as CodeTableName
    const there = codeTable(name).find(item => item.code === code)
    // Two relations go by 其他; the system's own comes first.
    return !there || (there.label !== label && codeOf(name, label) !== code)
  }).map(([code, label]) => `${table} ${code} ${label}`))
  expect(gone).toEqual([])
})

it('every code is on the list; add the missing ones to for-ever.json', () => {
  const names = Object.keys(tables).filter(name => !notCodes.has(name)) as CodeTableName[]
  expect(names.flatMap(name => codeTable(name).filter(({ code }) => codes[name]?.[code] === undefined).map(({ code, label }) => `${name} ${code} ${label}`))).toEqual([])
})
