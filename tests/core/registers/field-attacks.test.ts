/** What people type and what workbooks have made of it, form by form: understood, or refused in words; never guessed and never nought. */
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { distanceToLine, incomeTotals, lineFor } from '#core/income/index.ts'
import { ageOn, dayFromSerial, dayInChina, isDay, momentInChina, schoolYearStart } from '#core/registers/calendar.ts'
import { amount, count, date, idNumber, month, phone, text, year } from '#core/registers/define.ts'
import type { Field } from '#core/registers/define.ts'
import { birthDateOf, checkDigit } from '#core/registers/id-number.ts'
import { defaultStandards, fieldOf, registers } from '#core/registers/index.ts'
import { exportValue, formatValue, parseValue } from '#core/registers/value.ts'

const of = (field: Omit<Field, 'section'>): Field => ({ section: '', ...field })
/** The value, or the reason as '! …'. */
const read = (field: Omit<Field, 'section'>, raw: string): unknown => {
  const parsed = parseValue(of(field), raw)
  return parsed.ok ? parsed.value : `! ${parsed.error.reason}`
}
const refused = expect.stringMatching(/^! /u) as unknown
const name = text('姓名'), remark = text('备注', { longText: true })

describe('X-09 telephones', () => {
  it.each<[string, unknown]>([
    ['13887512345', '13887512345'], ['138-8751-2345', '13887512345'], ['138 8751 2345', '13887512345'], ['(138)87512345', '13887512345'], ['８６13887512345', '13887512345'],
    ['+86 13887512345', '13887512345'], ['+86-138-8751-2345', '13887512345'], ['0086 13887512345', '13887512345'], ['8613887512345', '13887512345'], ['86 13887512345', '13887512345'],
    ['13887512345.0', '13887512345'], ["'13887512345", '13887512345'], ['="13887512345"', '13887512345'], ['13887512345\t', '13887512345'], ['\u200b13887512345', '13887512345'],
    ['0875-8123456', '08758123456'], ['0875 8123456', '08758123456'], ['（0875）8123456', '08758123456'], ['8123456', '8123456'], ['86123456', '86123456'],
    ['1.38E+10', refused], ['1.38875E+10', refused], ['13887512345、13987512345', refused], ['13887512345/8123456', refused], ['1388751234a', refused], ['1234567890123', refused], ['123456', refused], ['有', refused],
    ['', null], ['无', null], ['/', null], ['-', null]
  ])('%j', (raw, expected) => expect(read(phone('电话'), raw)).toEqual(expected))
})

describe('X-10 days, months and years', () => {
  it.each<[string, unknown]>([
    ['2025-03-05', '2025-03-05'], ['2025-3-5', '2025-03-05'], ['2025.3.5', '2025-03-05'], ['2025.03.05', '2025-03-05'], ['2025/3/5', '2025-03-05'], ['2025年3月5日', '2025-03-05'], ['2025年03月05号', '2025-03-05'],
    ['20250305', '2025-03-05'], ['２０２５．３．５', '2025-03-05'], ['2025-03-05 00:00:00', '2025-03-05'], ['2025-03-05T00:00:00.000Z', '2025-03-05'], [' 2025-03-05\t', '2025-03-05'], ["'2025-03-05", '2025-03-05'],
    ['2096-01-01', '2096-01-01'], ['1896-11-22', '1896-11-22'],
    ['', null], ['无', null], ['/', null], ['—', null],
    ['2025年3月', '! “2025年3月”缺少日，请写成 2011-03-04'], ['202503', '! “202503”缺少日，请写成 2011-03-04'], ['2025.3', refused], ['2025', refused], ['45000', refused], ['45000.5', refused],
    ['3/5/2025', refused], ['05/03/2025', refused], ['5.3.2025', refused], ['25.3.5', refused], ['2025-3-5-6', refused], ['2025-03-05之后', refused], ['约2025年', refused], ['2025年三月五日', refused],
    ['20250230', '! 没有“20250230”这一天'], ['2025-13-01', refused], ['2025-00-10', refused], ['2025-04-31', refused], ['1849-12-31', refused], ['2201-01-01', refused], ['0000-00-00', refused], ['NaN', refused], ['2025-02-29', refused], ['2024-02-29', '2024-02-29']
  ])('the day %j', (raw, expected) => expect(read(date('日期'), raw)).toEqual(expected))

  it.each<[string, unknown]>([
    ['2025年3月', '2025-03'], ['2025-03', '2025-03'], ['202503', '2025-03'], ['2025.3', '2025-03'], ['2025.10', '2025-10'], ['2025/3', '2025-03'], ['2025-03-05', '2025-03'], ['2025.1', '! “2025.1”可能是 1 月也可能是 10 月，请写成 2025-01 或 2025-10'],
    ['202513', refused], ['3月', refused], ['2025', refused], ['45000', refused], ['无', null]
  ])('the month %j', (raw, expected) => expect(read(month('月'), raw)).toEqual(expected))

  it.each<[string, unknown]>([['2025', 2025], ['2025年', 2025], ['2025年度', 2025], ['2025.0', 2025], ['25', refused], ['1899', refused], ['2201', refused], ['45000', refused], ['无', null]])('the year %j', (raw, expected) => expect(read(year('年度'), raw)).toEqual(expected))

  it.each<[number, string | undefined]>([
    [45_721, '2025-03-05'], [45_721.99, '2025-03-05'], [61, '1900-03-01'], [60, undefined], [0, undefined], [-1, undefined], [NaN, undefined], [1e300, undefined], [Infinity, undefined],
    // 1904-based files are turned by 1,462 days before.
    [44_259 + 1462, '2025-03-05']
  ])('Excel\'s day %d', (serial, day) => expect(dayFromSerial(serial)).toBe(day))
})

describe('X-11 U-02 money is exact, and what is not known is not nought', () => {
  it.each<[string, unknown]>([
    ['8700', 870_000], ['8700.00', 870_000], ['8700.', 870_000], ['8,700', 870_000], ['8，700', 870_000], ['8700元', 870_000], ['8700元整', 870_000], ['￥8,700.00', 870_000], ['¥8700', 870_000], [' 8 700 ', 870_000],
    ['0.87万', 870_000], ['0.87万元', 870_000], ['12万', 12_000_000], ['0.00001万', 10], ['0.1', 10], ['0.01', 1], ['.5', 50], ['1234567.89', 123_456_789], ['99999999', 9_999_999_900], ['1000000000', 100_000_000_000],
    ['-1', -100], ['−1', -100], ['-0.01', -1], ['￥-5', -500], ['0', 0], ['0.00', 0], ['0元', 0], ['-0', 0],
    ['', null], ['   ', null], ['/', null], ['-', null], ['—', null], ['无', null], ['空', null],
    ['不清楚', refused], ['不知道', refused], ['约8000', refused], ['8000左右', refused], ['8000-9000', refused], ['8千', refused], ['八千七', refused], ['8.7k', refused], ['1e9', refused], ['1E+05', refused],
    ['8.705', refused], ['0.001', refused], ['8,70', refused], ['87,00', refused], ['8.700,00', refused], ['(8700)', refused], ['8700/月', refused], ['8700+300', refused], ['=8700', refused], ['--5', refused],
    ['#REF!', refused], ['#N/A', refused], ['#DIV/0!', refused], ['NaN', refused], ['Infinity', refused], ['99999999999999', refused], ['9'.repeat(400), refused], ['١٢٣', refused], ['八七〇〇', refused]
  ])('%j', (raw, expected) => expect(read(amount('金额'), raw)).toEqual(expected))

  it('nothing but a written nought is nought', () => {
    const piece = fc.constantFrom('0', '.', '-', '¥', '元', '万', ' ', '/', '—', '#REF!', '约', '无', 'e', ',', '１', '%', '5')
    fc.assert(fc.property(fc.array(piece, { maxLength: 6 }), pieces => {
      const raw = pieces.join('')
      if (read(amount('金额'), raw) === 0) expect(raw.replaceAll(' ', '')).toMatch(/^[-−]?[¥￥]?[-−]?(?:0[0.,]*|\.0+)万?元?$/u)
    }), { numRuns: 20_000 })
  })

  it('every amount is compared with the line to the 分, however it was written', () => {
    const line = lineFor(defaultStandards, '530521', 2025)!
    for (const [raw, below] of [['8699.99', true], ['8700', false], ['8700.00', false], ['0.87万', false], ['8700.01', false], ['0.869999万', true]] as const) {
      const perCapita = incomeTotals({ A1: Number(read(amount('收入'), raw)) }, 1).perCapita!
      expect([raw, distanceToLine(perCapita, line).below]).toEqual([raw, below])
    }
    expect(incomeTotals({ A1: 870_000 * 3 }, 3).perCapita).toBe(870_000)
  })

  it('a household that was not asked has no income; one that has none has nought', () => {
    const asked = (raw: string): number | undefined => incomeTotals({ A1: read(amount('收入'), raw) as number | null }, 1).net
    expect([asked(''), asked('/'), asked('0'), asked('-1')]).toEqual([undefined, undefined, 0, -100])
  })

  it('a number of months or people is whole and not below nought', () => {
    expect(['12', '12个月', '12.0', '0', '', '-1', '1.5', '十二', '1e1'].map(raw => read(count('月数'), raw))).toEqual([12, 12, 12, 0, null, refused, refused, refused, refused])
  })
})

describe('X-14 names letter by letter', () => {
  it.each<[string, string, unknown]>([
    ['a zero-width space', '寸\u200b杰', '寸杰'], ['a zero-width joiner', '寸\u200d杰', '寸杰'], ['a byte order mark', '\ufeff寸杰', '寸杰'], ['an NBSP', '寸\u00a0杰', '寸杰'], ['a wide space', '寸\u3000杰', '寸杰'], ['a soft hyphen', '寸\u00ad杰', '寸杰'],
    ['a left-to-right mark', '寸\u200e杰', '寸杰'], ['a word joiner', '寸\u2060杰', '寸杰'], ['a Hangul filler', '寸\u3164杰', '寸杰'], ['a half-wide filler', '寸\uffa0杰', '寸杰'], ['a variation selector', '寸\ufe00杰\u{e0100}', '寸杰'], ['a Mongolian separator', '寸\u180e杰', '寸杰'],
    ['a combining joiner', '寸\u034f杰', '寸杰'], ['a tag letter', '寸\u{e0041}杰', '寸杰'], ['NUL and a bell', '寸\0杰\x07', '寸杰'], ['a line break', '寸\r\n杰', '寸杰'], ['a tab', '寸\t杰', '寸杰'], ['a NEL', '寸\u0085杰', '寸杰'],
    ['an override from right to left', '寸\u202e杰', refused], ['an embedding', '\u202b寸杰\u202c', refused], ['an isolate', '\u2067寸杰\u2069', refused],
    ['rare letters of three bytes', '䶮㛃㵾', '䶮㛃㵾'], ['rare letters of four bytes', '𬱖𠮷𫍰𭕄', '𬱖𠮷𫍰𭕄'], ['the newest extension', '\u{31350}\u{323b0}', '\u{31350}\u{323b0}'], ['a letter of one machine', '寸\ue863', '寸\ue863'], ['an emoji', '寸😀', '寸😀'], ['half of a pair', '寸\ud842', '寸\ufffd'],
    ['吕', '吕梁', '吕梁'], ['呂, which is another letter', '呂梁', '呂梁'], ['a compatibility form', '凉\uf979', '凉凉'], ['a radical', '⼀', '一'],
    ['·', '买买提·阿卜杜拉', '买买提·阿卜杜拉'], ['•', '买买提•阿卜杜拉', '买买提·阿卜杜拉'], ['．', '买买提．阿卜杜拉', '买买提·阿卜杜拉'], ['﹒', '买买提﹒阿卜杜拉', '买买提·阿卜杜拉'], ['.', '买买提.阿卜杜拉', '买买提·阿卜杜拉'], ['・', '买买提・阿卜杜拉', '买买提·阿卜杜拉'],
    ['‧', '买买提‧阿卜杜拉', '买买提·阿卜杜拉'], ['∙', '买买提∙阿卜杜拉', '买买提·阿卜杜拉'], ['⋅', '买买提⋅阿卜杜拉', '买买提·阿卜杜拉'], ['a dot between spaces', '买买提 ・ 阿卜杜拉', '买买提·阿卜杜拉'],
    ['only what nobody sees', '\u200b\u3164\ufeff', null]
  ])('%s', (_, raw, expected) => expect(read(name, raw)).toEqual(expected))

  it('a full stop elsewhere is a full stop', () => {
    expect(read(text('联系人'), '买买提．阿卜杜拉')).toBe('买买提·阿卜杜拉')
    expect(read(text('地址'), '上寨.下寨')).toBe('上寨.下寨')
    expect(read(text('地址'), '万兴乡.1组')).toBe('万兴乡.1组')
    expect(read(text('地址'), '3．1组')).toBe('3.1组')
    expect(read(text('姓名'), 'A.B')).toBe('A.B')
  })

  it('every short text stands still once it was read, and shows nothing invisible', () => {
    const odd = fc.constantFrom('寸', '杰', ' ', '\u200b', '\u3164', '·', '．', '.', '•', "'", '="', '"', '\ufe0f', '😀', '👨‍👩‍👧', '\u00a0', '\ue863', '𬱖', '１')
    fc.assert(fc.property(fc.array(odd, { maxLength: 12 }), pieces => {
      const once = parseValue(of(name), pieces.join(''))
      if (!once.ok || typeof once.value !== 'string') return
      expect(once.value).not.toMatch(/[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]/u)
      expect(parseValue(of(name), once.value)).toEqual(once)
      expect(parseValue(of(name), exportValue(of(name), once.value))).toEqual(once)
    }), { numRuns: 3000 })
  })
})

describe('U-05 a long remark', () => {
  it.each<[string, string, boolean]>([
    ['four thousand characters', '水'.repeat(4000), true], ['one more', '水'.repeat(4001), false], ['ten thousand pasted', '水'.repeat(10_000), false],
    ['four thousand rare ones, eight thousand to a machine', '𬱖'.repeat(4000), true], ['one rare one more', '𬱖'.repeat(4001), false]
  ])('%s', (_, raw, fits) => expect(read(remark, raw)).toEqual(fits ? raw : '! 太长了，最多 4000 个字'))

  it('a short field has two hundred, counted the same', () => {
    expect(read(text('地址'), '𬱖'.repeat(200))).toBe('𬱖'.repeat(200))
    expect(read(text('地址'), '𬱖'.repeat(201))).toBe('! 太长了，最多 200 个字')
  })

  it('lines, emoji and punctuation stay', () => {
    const said = '第一行：房顶漏水，（东边）。\n\n第三行 👍🏽 👨‍👩‍👧 ❤️ 🇨🇳 1️⃣'
    expect(read(remark, said)).toBe(said)
    expect(read(remark, said.replaceAll('\n', '\r\n'))).toBe(said)
    expect(formatValue(of(remark), said)).toBe(said)
    expect(read(remark, exportValue(of(remark), said))).toBe(said)
  })

  it('joiners that hold nothing together go', () => expect(read(remark, '漏\u200d水\ufe0f\u200b')).toBe('漏水'))

  it('ten thousand characters in a field of another kind are quoted short', () => {
    for (const field of [date('日'), month('月'), year('年'), amount('额'), count('数'), idNumber('证件号码'), phone('电话'), of(fieldOf('person', 'health')!), of(fieldOf('person', 'relation')!), of(fieldOf('household', 'dangerHouse')!)]) {
      const reason = String(read(field, '𬱖'.repeat(10_000)))
      expect(reason).toMatch(/^! /u)
      expect(reason.length).toBeLessThan(150)
      expect(reason.isWellFormed()).toBe(true)
    }
  })
})

describe('U-07 days, birthdays and the other calendar', () => {
  it.each<[string, string, number]>([
    ['the day before', '2025-11-21', 59], ['on the birthday', '2025-11-22', 60], ['a day after', '2025-11-23', 60]
  ])('%s', (_, today, age) => expect(ageOn('1965-11-22', today)).toBe(age))

  it.each<[string, string, number]>([
    ['28 February of a common year', '2025-02-28', 12], ['1 March of a common year', '2025-03-01', 13], ['28 February of a leap year', '2028-02-28', 15], ['29 February', '2028-02-29', 16], ['29 February of the century', '2000-02-29', -12]
  ])('who was born on 29 February 2012: %s', (_, today, age) => expect(ageOn('2012-02-29', today)).toBe(age))

  it('29 February is a birthday in leap years only, typed and in a number', () => {
    expect(read(date('出生日期'), '20120229')).toBe('2012-02-29')
    expect(read(date('出生日期'), '20110229')).toEqual(refused)
    const first17 = (day: string): string => `530521${day}001`
    for (const [day, born] of [['20120229', '2012-02-29'], ['20000229', '2000-02-29'], ['19000229', undefined], ['20110229', undefined]] as const) expect(birthDateOf(first17(day) + checkDigit(first17(day)))).toBe(born)
    expect(isDay('2012-02-29')).toBe(true)
    expect(schoolYearStart('2012-02-29')).toBe('2011-09-01')
  })

  it.each(['农历三月初五', '阴历2011年3月5日', '2011年农历3月5日', '2011年三月初五', '2011年正月十五', '腊月二十三', '2011年冬月', '2011年闰四月', '三月廿一', '2011.3.5（农历）'])('%j is named as lunar and not guessed', raw => {
    for (const field of [date('出生日期'), month('月')]) expect(read(field, raw)).toMatch(/^! “.*”是农历，请按身份证或户口簿写公历日期$/u)
  })

  it.each<[string, number, string]>([
    ['a minute before midnight in China', Date.UTC(2026, 1, 28, 15, 59), '2026-02-28 23:59'], ['midnight', Date.UTC(2026, 1, 28, 16), '2026-03-01 00:00'],
    ['the leap day', Date.UTC(2028, 1, 28, 16), '2028-02-29 00:00'], ['new year', Date.UTC(2026, 11, 31, 16), '2027-01-01 00:00'], ['1970', 0, '1970-01-01 08:00'], ['before 1970', -1, '1970-01-01 07:59']
  ])('%s is that minute and day, whatever the laptop is set to', (_, ms, moment) => {
    expect(momentInChina(ms)).toBe(moment)
    expect(dayInChina(ms)).toBe(moment.slice(0, 10))
  })
})

it('X-07 __proto__, constructor and toString are no label of any list, no flag and no link', () => {
  for (const register of Object.values(registers)) for (const field of Object.values<Field>(register.fields)) {
    if (!['code', 'codes', 'flag'].includes(field.type)) continue
    for (const raw of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) expect([field.label, read(field, raw)]).toEqual([field.label, refused])
  }
})
