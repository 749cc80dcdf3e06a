import { describe, expect, it } from 'vitest'
import { ledgerOf, ledgers } from '#core/ledgers/index.ts'
import { fieldOf, registerOf, registers } from '#core/registers/index.ts'
import { isMaskedByDefault } from '#core/registers/show.ts'
import { fieldHeadings, householdHeadings, personHeadings } from './headings.ts'

const words = (text: string): readonly string[] => text.split(' ')
const repeated = (all: readonly string[]): readonly string[] => all.filter((one, at) => all.indexOf(one) !== at)

describe('the ledgers', () => {
  it('thirty are numbered L1 to L30', () => {
    const numbers = ledgers.map(({ code }) => /^L(\d+)$/u.exec(code)?.[1]).filter(number => number !== undefined).map(Number)
    expect(numbers.filter(number => number >= 1 && number <= 30).sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, at) => at + 1))
  })

  it('no name, number or title is given twice', () => {
    for (const key of ['name', 'code', 'title'] as const) expect(repeated(ledgers.map(ledger => ledger[key]))).toEqual([])
  })

  it('are found by name, and an unknown name finds none', () => {
    expect(ledgerOf('employment')?.code).toBe('L3')
    expect(ledgerOf('constructor')).toBeUndefined()
  })

  it.each(Object.entries(fieldHeadings))('%s shows what the field lists for it', (code, headings) => {
    const titles = ledgers.find(ledger => ledger.code === code)?.columns.map(({ title }) => title) ?? []
    expect(words(headings).filter(heading => !titles.includes(heading))).toEqual([])
  })

  it('a household or a person is named on every line that has one', () => {
    const lacking = ledgers.flatMap(({ name, base, columns }) => {
      const register = registerOf(base)
      const wanted = base === 'person' || register?.person ? personHeadings : base === 'household' || register?.household ? householdHeadings : '乡(镇) 行政村'
      const titles = columns.map(({ title }) => title)
      return name === 'reveal' ? [] : words(wanted).filter(heading => !titles.includes(heading)).map(heading => `${name} ${heading}`)
    })
    expect(lacking).toEqual([])
  })

  it('every register of records stands in a ledger, so that a finding has somewhere to lead to', () => {
    // One per owner, or with a screen of their own.
    const elsewhere = new Set(['income', 'standard', 'resettlement', 'socialAid', 'checkReason', 'paperSheet', 'workbookLayout', 'lifeEvent', 'attachment',
      'monitorCase', 'caseStep', 'clue', 'clueBatch', 'disaster', 'meetingVote', 'attendee', 'campaign', 'assignment', 'calendarDay'])
    const bases = new Set(ledgers.map(({ base }) => base))
    expect(Object.keys(registers).filter(name => !bases.has(name) && !elsewhere.has(name))).toEqual([])
  })
})

describe.each(ledgers)('$code $title', ({ columns, base, adds }) => {
  it('no column is there twice', () => expect(repeated(columns.map(({ key }) => key))).toEqual([]))

  it('every stored column names a field there is, and is read, masked and typed as that field', () => {
    for (const { key, from, field } of columns) {
      if (from.kind !== 'field') continue
      expect([key, fieldOf(from.register, from.name)]).toEqual([`${from.register}.${from.name}`, field])
    }
  })

  it('what is worked out of something hidden is hidden too', () => {
    const hidden = columns.filter(({ title }) => /证件号码|电话|账号|残疾证号/u.test(title))
    expect(hidden.filter(({ field }) => !isMaskedByDefault(field)).map(({ title }) => title)).toEqual([])
  })

  it('shows some columns, not all at once, and only money and numbers have a total', () => {
    const shown = columns.filter(({ aside }) => !aside)
    expect(shown.length).toBeGreaterThan(4)
    expect(columns.every(({ width }) => width > 0)).toBe(true)
    expect(columns.filter(({ total }) => total === 'sum').map(({ field }) => field.type).filter(type => !['amount', 'count', 'decimal'].includes(type))).toEqual([])
  })

  it('a line that can be added is a record of its own, with a column for every field of it', () => {
    if (adds === 'none') return
    const register = registerOf(base)
    const owners = [register?.household, register?.person]
    const keys = new Set(columns.map(({ key }) => key))
    expect(['household', 'person']).not.toContain(base)
    expect(Object.keys(register?.fields ?? {}).filter(name => !owners.includes(name) && !keys.has(`${base}.${name}`))).toEqual([])
  })
})
