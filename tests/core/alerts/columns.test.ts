import { expect, it } from 'vitest'
import { factorOf, guessDepartment, guessMeanings, guessSubject, isMaskedId, meaningOfHeading, type AlertSubject } from '#core/alerts/index.ts'

it.each([
  ['姓名', 'name'], ['* 患者姓名', 'name'], ['姓 名', 'name'], ['1.姓名', 'name'], ['患者/姓名', 'name'], ['身份证号码', 'idNo'], ['证件号码（18位）', 'idNo'], ['户主姓名', 'headName'], ['户主/姓名', 'headName'],
  ['个人自付(元)', 'amount'], ['住院次数', 'times'], ['就诊时间', 'date'], ['疑点内容', 'matter'], ['行政村', 'village'], ['总费用', ''], ['乡镇', ''], ['', '']
])('%s means %s', (heading, wanted) => { expect(meaningOfHeading(heading)).toBe(wanted) })

it('a column without a word of ours is known by what stands in it', () => {
  const ids = ['530521195510182955', '530521195501086144', '530521********9190']
  expect(guessMeanings(['对象', '号', '手', '组别名'], ids.map((id, i) => ['李国强', id, `1388750000${i}`, `${i + 1}组`]))).toEqual(['', 'idNo', 'phone', 'group'])
  // Numbers that are no certificate, and one line is none.
  expect(guessMeanings(['号'], [['123456789012345678'], ['123456789012345679']])).toEqual([''])
  expect(guessMeanings(['号'], [['530521195510182955']])).toEqual([''])
})

it('a meaning is given once: the first column of it', () => {
  expect(guessMeanings(['姓名', '患者姓名', '自付金额', '金额'], [])).toEqual(['name', '', 'amount', ''])
})

it.each([['530521********1234', true], ['5305********1234', true], ['530521195510182955', false], ['***', false], ['李*', false], ['530521＊＊＊＊＊＊＊＊1234', true]])('%s hides digits: %s', (text, wanted) => { expect(isMaskedId(text)).toBe(wanted) })

it.each<[string, readonly string[], AlertSubject, string]>([
  ['2026年10月大额医疗费用预警名单', ['住院次数', '个人自付'], 'inpatient', '医保'], ['门诊慢特病自付名单', ['自付'], 'outpatient', '医保'], ['单次住院三重保障后自付', ['自付'], 'admission', '医保'],
  ['学生资助后学费', ['金额'], 'schoolCost', '教体'], ['人均纯收入偏低名单', ['人均纯收入'], 'perCapita', '农业农村'], ['新增残疾人名单', ['残疾类别'], 'event', '残联']
])('%s', (title, headings, subject, department) => {
  expect(guessSubject(title, headings)).toBe(subject)
  expect(guessDepartment(title)).toBe(department)
})

it.each([['自付(万元)', 10_000], ['自付（万元）', 10_000], ['自付(元)', 1], ['自付', 1], ['万兴村金额', 1]])('%s is %s 元', (heading, factor) => { expect(factorOf(heading)).toBe(factor) })
