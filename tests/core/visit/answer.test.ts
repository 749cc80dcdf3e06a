import { describe, expect, it } from 'vitest'
import { fieldsOf, isChange, parseAnswer, prefillOf, rawOf, sectionOf, type AnswerRules, type Question } from '#core/visit/index.ts'
import { amountBounds } from '#core/income/amount.ts'
import { defaultStandards, type Standard } from '#core/registers/standard.ts'
import { checkDigit } from '#core/registers/id-number.ts'
import { context, member, record } from './family.ts'

const everything = context({
  members: [member('person-01', { health: ['01'], schoolStage: '12', publicPost: ['05'], workMonths: 3 })],
  household: record('household', 'house-01', { phone: '13987500001' }),
  opened: new Map([['person-01', 'editing']])
})
const question = (section: string, field: string): Question => sectionOf(section)!.questions(everything).find(each => each.field === field)!

describe('an answer', () => {
  it.each([
    ['the number of an option', 'condition', 'dibao', '2', '02'],
    ['a two-digit number', 'condition', 'schoolStage', '12', '12'],
    ['是 by number', 'condition', 'medResident', '1', true],
    ['否 by number', 'condition', 'medResident', '2', false],
    ['several numbers', 'risk', 'risks', '1,3', ['01', '03']],
    ['the same number twice', 'risk', 'risks', '3,3', ['03']],
    ['the label itself', 'condition', 'dibao', '农村低保', '02'],
    ['yuan', 'income', 'A1', '16000', 1_600_000],
    ['万', 'income', 'A1', '1.6万', 1_600_000],
    ['cents without floating point', 'income', 'A1', '0.29', 29],
    ['nothing at all', 'income', 'A1', '', null],
    ['no option', 'condition', 'dibao', '', null]
  ])('is %s', (_, section, field, raw, value) => {
    expect(parseAnswer(question(section, field), raw)).toEqual({ ok: true, value })
  })

  it.each([
    ['a number no option has', 'condition', 'dibao', '4', '没有第 4 项，共 3 项'],
    ['option 0', 'condition', 'medResident', '0', '没有第 0 项，共 2 项'],
    ['one wrong number among several', 'risk', 'risks', '1,12', '没有第 12 项，共 11 项'],
    ['健康 together with an illness', 'condition', 'health', '1,2', '“健康”不能和其他状况同选'],
    ['a relation left blank', 'members', 'relation', ' ', '这一项不能留空'],
    ['a tenth of a cent', 'income', 'A1', '1.005', '“1.005”最多保留 2 位小数'],
    ['words for a number', 'income', 'A1', '一万六', '“一万六”不是数字；不知道就留空'],
    ['a day that never was', 'needs', 'nextVisitOn', '2026-02-30', '没有“2026-02-30”这一天']
  ])('is not %s', (_, section, field, raw, reason) => {
    expect(parseAnswer(question(section, field), raw)).toEqual({ ok: false, error: { reason } })
  })

  describe('an income', () => {
    const county = amountBounds([{ name: 'incomeLineAsk', area: '530521', year: 2026, amount: 100_000, source: '县' }, { name: 'incomeLineMax', area: '530521', year: 2026, amount: 200_000, source: '县' }], '530521201002', 2026)
    const built = amountBounds(defaultStandards, '530521201002', 2026)
    const said = (raw: string, rules: AnswerRules = {}, field = 'A1') => {
      const parsed = parseAnswer(question('income', field), raw, rules)
      return parsed.ok ? parsed.value : [/I1\d/.exec(parsed.error.reason)?.[0], parsed.error.again === true]
    }
    it.each([
      ['zero', '0', {}, 0],
      ['a 分 below zero', '-0.01', {}, ['I10', false]],
      ['below zero, said twice', '-0.01', { sure: true }, ['I10', false]],
      ['at what is asked about', String(built.ask / 100), {}, built.ask],
      ['a 分 more', `${built.ask / 100}.01`, {}, ['I12', true]],
      ['a 分 more, said twice', `${built.ask / 100}.01`, { sure: true }, built.ask + 1],
      ['the most there can be, said twice', String(built.most / 100), { sure: true }, built.most],
      ['a 分 beyond it, said twice', `${built.most / 100}.01`, { sure: true }, ['I11', false]],
      ['the county asks sooner', '1000.01', { bounds: county }, ['I12', true]],
      ['at the county\'s own', '1000', { bounds: county }, 100_000],
      ['beyond the county\'s most', '2000.01', { bounds: county, sure: true }, ['I11', false]]
    ])('%s', (_, raw, rules, expected) => expect(said(raw, rules)).toEqual(expected))

    it('what is kept for the record is bounded too, and what stands there already is not asked again', () => {
      expect(said('-1', {}, 'debt')).toEqual(['I10', false])
      const held = { ...question('income', 'A1'), value: built.ask + 1 }
      expect(parseAnswer(held, `${built.ask / 100}.01`)).toEqual({ ok: true, value: built.ask + 1 })
    })

    it('under a line stands what the county chose; a printed sheet says nothing', () => {
      const hint = (standards?: readonly Standard[]) => sectionOf('income')!.questions(context({ ...everything, ...(standards && { standards }) })).find(({ field }) => field === 'D6n')?.hint
      expect(hint()).toBe('')
      expect(hint(defaultStandards)).toContain('计入收入')
      expect(hint([{ name: 'countInsurance', area: '530521', year: 2026, number: 0, source: '县' }, ...defaultStandards])).toContain('不计入')
      expect(hint([{ name: 'countInsurance', area: '530522', year: 2026, number: 0, source: '别县' }, ...defaultStandards])).not.toContain('不计入')
    })
  })

  it('comes back as it was typed: what an input shows parses to the value it shows', () => {
    const all = ['members', 'condition', 'income', 'safeguards', 'risk', 'needs'].flatMap(id => sectionOf(id)!.questions(everything))
    const values = all.filter(each => each.type !== 'presence').map(each => {
      const options = each.options.map(({ code }) => code)
      if (each.type === 'flag') return [each, false] as const
      if (each.type === 'codes') return [each, options.slice(1, 3)] as const
      if (each.options.length > 0) return [each, options.at(-1)!] as const
      if (each.type === 'amount') return [each, 1_234_567] as const
      if (each.type === 'count' || each.type === 'decimal') return [each, 7] as const
      if (each.type === 'date') return [each, '2026-11-20'] as const
      if (each.type === 'phone') return [each, '13987500001'] as const
      return [each, each.type === 'idNumber' ? '53052119840512031X' : '大坪子'] as const
    })
    expect(values.length).toBeGreaterThan(60)
    for (const [each, value] of values) expect([each.key, parseAnswer(each, rawOf(each, value))]).toEqual([each.key, { ok: true, value }])
  })

  it('is a change only when it differs from what the record holds', () => {
    const phone = question('members', 'phone')
    expect([isChange({ ...phone, value: '139' }, '139'), isChange({ ...phone, value: '139' }, '138'), isChange({ ...phone, value: '139' }, null), isChange({ ...phone, value: undefined }, null), isChange({ ...phone, value: undefined }, '138')])
      .toEqual([false, true, true, false, true])
  })

  it('of an income line not yet given this year is taken from last year, and that has to be written', () => {
    const income = context({ lastIncome: record('income', 'income-25', { year: 2025, A1: 1_600_000 }) })
    const line = sectionOf('income')!.questions(income).find(({ field }) => field === 'A1')!
    expect(prefillOf(line)).toBe('16000')
    expect(isChange(line, 1_600_000)).toBe(true)
  })

  it('of a card number brings sex and birth date, a wrong number (R003) brings neither', () => {
    const first17 = '53052119840512031'
    const right = first17 + checkDigit(first17)
    const wrong = first17 + (right.endsWith('1') ? '2' : '1')
    expect(fieldsOf(question('members', 'idNo'), right)).toEqual({ idNo: right, sex: '1', birthDate: '1984-05-12' })
    expect(fieldsOf(question('members', 'idNo'), wrong)).toEqual({ idNo: wrong })
  })
})
