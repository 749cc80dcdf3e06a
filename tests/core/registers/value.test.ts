import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { fieldOf, registers } from '#core/registers/index.ts'
import { amount, date, flag, idNumber, month, text } from '#core/registers/define.ts'
import type { Field } from '#core/registers/define.ts'
import { codeTable } from '#core/registers/codes.ts'
import { exportValue, formatValue, maskValue, normaliseText, parseValue } from '#core/registers/value.ts'

const problem = Symbol('a problem')
const read = (field: Omit<Field, 'section'>, raw: string): unknown => {
  const parsed = parseValue({ section: '', ...field }, raw)
  return parsed.ok ? parsed.value : problem
}
const of = (register: string, name: string): Field => {
  const field = fieldOf(register, name)
  if (!field) throw new Error(`${register}.${name}`)
  return field
}

describe('amounts are exact to the 分', () => {
  it.each([
    ['8700', 870_000],
    ['8,700', 870_000],
    ['8，700.5元', 870_050],
    ['¥8700', 870_000],
    ['８７００', 870_000],
    ['0.87万', 870_000],
    ['0.87万元', 870_000],
    ['1.234567万', 1_234_567],
    ['0.29', 29],
    ['1.15', 115],
    ['4.35', 435],
    ['1070.67', 107_067],
    ['-300', -30_000],
    ['-0', 0],
    ['0', 0],
    ['1070.6666666666667', 107_067],
    ['1070.6649999999999', 107_066],
    ['0.1250000000001', 13],
    ['0.30000000000000004', 30],
    ['', null],
    ['  ', null],
    ['/', null],
    ['—', null],
    ['无', null],
    ['8.705', problem],
    ['8,70', problem],
    ['不清楚', problem],
    ['约8000', problem],
    ['8000-9000', problem],
    ['1e5', problem],
    ['.', problem],
    ['99999999999999', problem],
    ['#REF!', problem]
  ])('%j', (raw, expected) => expect(read(amount('金额'), raw)).toBe(expected))

  it('every amount survives being written and read again', () => {
    fc.assert(fc.property(fc.integer({ min: -1e12, max: 1e12 }), units => {
      const field = { section: '', ...amount('金额') }
      expect(read(field, formatValue(field, units))).toBe(units === 0 ? 0 : units)
      expect(read(field, exportValue(field, units))).toBe(units === 0 ? 0 : units)
    }))
  })
})

describe('dates and months', () => {
  it.each([
    ['20110304', '2011-03-04'],
    ['2011.3.4', '2011-03-04'],
    ['2011-3-4', '2011-03-04'],
    ['2011/03/04 00:00:00', '2011-03-04'],
    ['2011年3月4日', '2011-03-04'],
    ['２０１１年３月４日', '2011-03-04'],
    ['20120229', '2012-02-29'],
    ['20110229', problem],
    ['19000229', problem],
    ['20000229', '2000-02-29'],
    ['20111301', problem],
    ['2011-3', problem],
    ['11-3-4', problem],
    ['去年', problem],
    ['', null]
  ])('day %j', (raw, expected) => expect(read(date('出生日期'), raw)).toBe(expected))

  it.each([
    ['202304', '2023-04'],
    ['2023年04月', '2023-04'],
    ['2023-4', '2023-04'],
    ['2023.4', '2023-04'],
    ['2023.10', '2023-10'],
    ['20230418', '2023-04'],
    ['2023.1', problem],
    ['202313', problem],
    ['202300', problem]
  ])('month %j', (raw, expected) => expect(read(month('首次识别时间'), raw)).toBe(expected))
})

describe('flags', () => {
  it.each([
    ['是', true], ['√', true], ['1', true], ['有', true], [' 是 ', true],
    ['否', false], ['0', false], ['无', false], ['×', false],
    ['', null], ['/', null], ['不清楚', problem], ['2', problem]
  ])('%j', (raw, expected) => expect(read(flag('是否'), raw)).toBe(expected))
})

describe('codes', () => {
  it.each([
    ['person', 'ethnicity', '彝', '07'],
    ['person', 'ethnicity', '彝族', '07'],
    ['person', 'ethnicity', '07', '07'],
    ['person', 'relation', '之子', '20'],
    ['person', 'relation', '子', '20'],
    ['person', 'relation', '其他', '97'],
    ['person', 'relation', '隔壁', problem],
    ['person', 'idType', '居民身份证（户口簿）', '1'],
    ['person', 'disabilityType', '肢体残疾', '4'],
    ['person', 'disabilityType', '无', null],
    ['person', 'dibao', '未享受', '01'],
    ['household', 'monitorCategory', '特殊困难户', '3'],
    ['household', 'dangerLevel', 'C', 'C']
  ])('%s.%s %j', (register, name, raw, expected) => expect(read(of(register, name), raw)).toBe(expected))

  it.each([
    ['person', 'health', '长期慢性病,残疾', ['02', '04']],
    ['person', 'health', '长期慢性病、残疾', ['02', '04']],
    ['person', 'health', '健康 健康', ['01']],
    ['person', 'publicPost', '治安协管/巡防', ['07']],
    ['household', 'risks', '因病；因学', ['01', '09']],
    ['household', 'risks', '因学，因病', ['09', '01']],
    ['household', 'risks', '因病，因懒', problem]
  ])('%s.%s %j keeps the order written', (register, name, raw, expected) => expect(read(of(register, name), raw)).toEqual(expected))

  it('an unknown label is named in the problem', () => {
    const parsed = parseValue(of('household', 'risks'), '因病，因懒')
    expect(parsed).toEqual({ ok: false, error: { reason: '“因懒”不在选项里' } })
  })

  it('every label of every coded field reads back as its code', () => {
    for (const register of Object.values(registers)) {
      for (const field of Object.values<Field>(register.fields)) {
        if (field.type !== 'code') continue
        for (const item of codeTable(field.codes!)) {
          const again = read(field, item.label)
          // Two relations share 其他 with the system's own.
          if (!(field.codes === 'relation' && item.label === '其他')) expect([field.label, item.label, again]).toEqual([field.label, item.label, item.code])
        }
      }
    }
  })
})

describe('identity and phone numbers', () => {
  it.each([
    ['530521195510182955', '530521195510182955'],
    ["'530521195510182955", '530521195510182955'],
    ['="530521195510182955"', '530521195510182955'],
    ['53052119781019720x', '53052119781019720X'],
    ['５３０５２１１９７８１０１９７２０Ｘ', '53052119781019720X'],
    ['530521 19551018 2955', '530521195510182955'],
    ['530521195510182956', '530521195510182956'],
    ['530521195510182000', problem],
    ['5.30521195510183E+17', problem],
    ['5305211955101829张', problem],
    ['', null]
  ])('id %j', (raw, expected) => expect(read(idNumber('证件号码'), raw)).toBe(expected))

  it.each([
    ['13800138000', '13800138000'],
    ['13800138000.0', '13800138000'],
    ['138 0013 8000', '13800138000'],
    ['+86 13800138000', '13800138000'],
    ['0875-8123456', '08758123456'],
    ['13800138000/13900139000', problem],
    ['1.38E+10', problem],
    ['没有', problem],
    ['123456', problem]
  ])('phone %j', (raw, expected) => expect(read(of('person', 'phone'), raw)).toBe(expected))
})

describe('texts', () => {
  it.each([
    ['张  三', '张三'],
    ['阿依•古丽', '阿依·古丽'],
    ['阿依 ・ 古丽', '阿依·古丽'],
    ['张\u200B三\uFEFF', '张三'],
    ['Ａ　Ｂ', 'A B'],
    ['㐀𬱖', '㐀𬱖']
  ])('%j is one form of %j', (raw, expected) => expect(normaliseText(raw)).toBe(expected))

  it('a hidden reversal of the reading direction is refused (X-14)', () => {
    expect(read(text('姓名'), '张\u202E三')).toBe(problem)
    expect(read(text('说明', { longText: true }), '好\u2066的')).toBe(problem)
    expect(read(amount('金额'), '12\u202E34')).toBe(problem)
  })

  it('a long text keeps its punctuation and lines, a short one is brought to one form', () => {
    expect(read(text('说明', { longText: true }), '房顶漏水，（东边）\r\n 需修。 ')).toBe('房顶漏水，（东边）\n需修。')
    expect(read(text('地址'), '上寨（新）１号')).toBe('上寨(新)1号')
  })

  it('a signature is strokes and nothing else (E-01)', () => {
    expect(read(of('visit', 'signature'), 'M 1 2 L 3.5 -4 Q 1 2 3 4')).toBe('M 1 2 L 3.5 -4 Q 1 2 3 4')
    expect(read(of('visit', 'signature'), 'M 1 2"/><script>')).toBe(problem)
  })
})

describe('numbers', () => {
  it.each([
    ['person', 'workMonths', '10', 10],
    ['person', 'workMonths', '10个月', 10],
    ['person', 'workMonths', '10.0', 10],
    ['person', 'workMonths', '10.5', problem],
    ['person', 'workMonths', '-1', problem],
    ['household', 'arableMu', '6.35', 6.35],
    ['household', 'arableMu', '6.35亩', 6.35],
    ['household', 'arableMu', '6.355', problem],
    ['household', 'houseAreaM2', '88㎡', 88],
    ['household', 'exitYear', '2019年', 2019],
    ['household', 'exitYear', '19', problem]
  ])('%s.%s %j', (register, name, raw, expected) => expect(read(of(register, name), raw)).toBe(expected))
})

describe('what people and workbooks see', () => {
  it.each([
    ['income', 'A1', 1_600_000, '16,000.00', '16000'],
    ['income', 'A1', -5, '-0.05', '-0.05'],
    ['income', 'perCapitaTotal', 107_067, '1,070.67', '1070.67'],
    ['income', 'A1', 123_456_789_00, '123,456,789.00', '123456789'],
    ['income', 'A1', null, '', ''],
    ['household', 'dangerHouse', false, '否', '否'],
    ['household', 'monitorFrom', '2024-11', '2024-11', '202411'],
    ['person', 'birthDate', '2011-03-04', '2011-03-04', '20110304'],
    ['person', 'health', ['02', '04'], '长期慢性病、残疾', '长期慢性病,残疾'],
    ['person', 'relation', '20', '之子', '之子'],
    ['person', 'relation', 'Z9', 'Z9', 'Z9'],
    ['household', 'arableMu', 6.35, '6.35', '6.35'],
    ['household', 'exitYear', 2019, '2019', '2019']
  ])('%s.%s %j', (register, name, value, shown, exported) => {
    expect(formatValue(of(register, name), value)).toBe(shown)
    expect(exportValue(of(register, name), value)).toBe(exported)
  })

  it.each([
    ['person', 'idNo', '530521195510182955', '530521********2955'],
    ['person', 'idNo', '12345', '*****'],
    ['person', 'phone', '13812341234', '138****1234'],
    ['person', 'name', '张三丰', '张**'],
    ['person', 'health', ['02'], '***'],
    ['person', 'birthDate', '2011-03-04', '2011-**-**'],
    ['household', 'bankAccount', '6222020200012345678', '***************5678'],
    ['household', 'bankName', '施甸农商行', '***'],
    ['household', 'villagerGroup', '1组', '1组'],
    ['person', 'idNo', null, '']
  ])('masked: %s.%s %j', (register, name, value, masked) => expect(maskValue(of(register, name), value)).toBe(masked))
})
