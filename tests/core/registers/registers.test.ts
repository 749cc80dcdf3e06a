import { describe, expect, it } from 'vitest'
import { codeOf, codeTable, labelOf, systemRelationCodes } from '#core/registers/codes.ts'
import type { CodeTableName } from '#core/registers/codes.ts'
import { ageOn, dayFromSerial, isDay, schoolYearStart } from '#core/registers/calendar.ts'
import { derivedHeadings, fieldByHeading, fieldOf, headingKey, headingsOf, placeHeadings, registerOf, registers } from '#core/registers/index.ts'
import type { Field } from '#core/registers/define.ts'
import tables from '../../../resources/codes.json' with { type: 'json' }

/** Third row of the national roster export, as the township sends it. */
const rosterHeadings = '省 市 县(市、区、旗) 乡(镇) 行政村 自然村 村民小组 户编号 人口编号 姓名 性别 出生日期 证件类型 证件号码 民族 户联系电话 成员联系电话 年度 与户主关系 文化程度 在校生状况 失学或辍学原因 健康状况 残疾类别 劳动技能 务工所在地 务工企业名称 务工时间（月） 公益性岗位类型 公益性岗位(月数) 政治面貌 是否会讲普通话 是否参加城乡居民基本医疗保险 是否参加城镇职工基本医疗保险 是否参加大病保险 是否参加城乡居民基本养老保险 享受低保政策情况 享受特困供养政策情况 户类型 监测对象类别 致贫/返贫风险1 首次识别时间 风险是否已消除 户主姓名 户主证件号码 工资性收入 生产经营性收入 财产性收入 转移性收入 生产经营性支出 纯收入 人均纯收入 耕地面积(亩) 住房面积(㎡) 是否危房户 是否解决安全饮用水 有无卫生厕所'.split(' ')

describe('the registers', () => {
  const placesAndHead = [...Object.values(placeHeadings), ...Object.values(derivedHeadings)].flat().map(headingKey)

  it.each(rosterHeadings)('the roster heading %s has exactly one home', heading => {
    const homes = [registers.household, registers.person, registers.income].filter(register => fieldByHeading(register, heading) !== undefined)
    expect(homes.length + (placesAndHead.includes(headingKey(heading)) ? 1 : 0)).toBe(1)
  })

  it.each(Object.values(registers))('in $name no heading is claimed by two fields', register => {
    const claims = Object.values<Field>(register.fields).flatMap(field => [...new Set(headingsOf(field).map(headingKey))])
    expect(claims.filter((claim, at) => claims.indexOf(claim) !== at)).toEqual([])
  })

  it.each(Object.values(registers))('in $name links point at registers and owners at fields', register => {
    for (const field of Object.values<Field>(register.fields)) if (field.type === 'link') expect(registerOf(field.target!)).toBeDefined()
    if ('household' in register && register.household) expect(fieldOf(register.name, register.household)?.type).toBe('link')
  })

  it('health, identity numbers, cards, aid and signatures are sensitive wherever they stand', () => {
    const sensitive = /健康状况|残疾|患病|证件号码|残疾人证|银行|低保政策|特困供养政策|签字$|位置/
    const lax = Object.values(registers).flatMap(register => Object.values<Field>(register.fields))
      .filter(field => field.section !== '转移性收入' && sensitive.test(field.label) && field.sensitivity !== 'sensitive')
    expect(lax.map(field => field.label)).toEqual([])
  })

  it('an inherited property is no field', () => {
    expect(fieldOf('household', 'toString')).toBeUndefined()
    expect(registerOf('constructor')).toBeUndefined()
  })

  it('brackets, spaces and width of a heading do not matter', () => {
    expect(fieldByHeading(registers.person, '务工时间（月）')).toBe('workMonths')
    expect(fieldByHeading(registers.person, ' 与户主 关系 ')).toBe('relation')
    expect(fieldByHeading(registers.person, '爱好')).toBeUndefined()
  })
})

describe('code tables', () => {
  const names = Object.keys(tables).filter(name => !['_note', 'relationSystemLabels', 'shidianTownships'].includes(name)) as CodeTableName[]

  it.each(names)('%s has no code and no label twice', name => {
    const items = codeTable(name)
    expect(items.length).toBeGreaterThan(1)
    expect(new Set(items.map(item => item.code)).size).toBe(items.length)
    if (name !== 'relation') expect(new Set(items.map(item => item.label)).size).toBe(items.length)
  })

  it.each(names.filter(name => name !== 'relation'))('%s: an alias never means two codes', name => {
    for (const item of codeTable(name)) {
      for (const alias of item.aliases ?? []) expect([alias, codeOf(name, alias)]).toEqual([alias, item.code])
    }
  })

  it('the 28 relations of the national system are shown in its words and stored in the standard codes', () => {
    expect(systemRelationCodes).toHaveLength(28)
    expect(labelOf('relation', '20')).toBe('之子')
    expect(labelOf('relation', '22')).toBe('长子')
    expect(codeOf('relation', '儿媳')).toBe('38')
    expect(codeOf('relation', '之儿媳')).toBe('38')
  })
})

describe('the calendar', () => {
  it.each([
    ['the day before the birthday', '2010-09-02', '2026-09-01', 15],
    ['the birthday itself', '2010-09-01', '2026-09-01', 16],
    ['29 February in a common year', '2012-02-29', '2026-02-28', 13],
    ['1 March after it', '2012-02-29', '2026-03-01', 14]
  ])('age: %s', (_, birth, day, age) => expect(ageOn(birth, day)).toBe(age))

  it.each([[61, '1900-03-01'], [40_606, '2011-03-04'], [45_351, '2024-02-29'], [45_657.999, '2024-12-31'], [60, undefined], [Number.NaN, undefined]])(
    'Excel day %j', (serial, day) => expect(dayFromSerial(serial)).toBe(day)
  )

  it('knows real days and school years', () => {
    expect([isDay('2026-02-28'), isDay('2026-02-29'), isDay('2026-2-28')]).toEqual([true, false, false])
    expect([schoolYearStart('2026-08-31'), schoolYearStart('2026-09-01')]).toEqual(['2025-09-01', '2026-09-01'])
  })
})
