/**
 * What the columns of a stranger's list mean: every department has its own words for the same things. By heading
 * first, by what stands in the column where the heading says nothing; a person has the last word.
 */
import { idNumberProblem } from '../registers/id-number.ts'
import type { AlertSubject } from './define.ts'

export type Meaning = 'name' | 'idNo' | 'birthDate' | 'householdNo' | 'headName' | 'headIdNo' | 'village' | 'group' | 'phone' | 'amount' | 'times' | 'visitKind' | 'matter' | 'date'

interface MeaningRow { readonly key: Meaning; readonly label: string; readonly headings: readonly string[] }

export const meanings: readonly MeaningRow[] = [
  { key: 'name', label: '姓名', headings: ['姓名', '人员姓名', '患者姓名', '患者', '学生姓名', '学生', '成员姓名', '救助对象', '残疾人姓名', '申请人', '当事人', '参保人', '参保人姓名', '劳动者姓名', '人员'] },
  { key: 'idNo', label: '身份证号', headings: ['身份证号', '身份证号码', '身份证', '证件号码', '证件号', '公民身份号码', '公民身份证号码', '居民身份证号码', '患者身份证号', '学生身份证号', '残疾证号', '残疾人证号', '社会保障号码', '社会保障号', '身份证件号码'] },
  { key: 'birthDate', label: '出生日期', headings: ['出生日期', '出生年月日', '出生年月', '生日'] },
  { key: 'householdNo', label: '户编号', headings: ['户编号', '户编码', '家庭编号', '户号'] },
  { key: 'headName', label: '户主姓名', headings: ['户主姓名', '户主', '户主名称', '所属户主'] },
  { key: 'headIdNo', label: '户主身份证号', headings: ['户主身份证号', '户主身份证号码', '户主证件号码', '户主身份证'] },
  { key: 'village', label: '村', headings: ['行政村', '村', '村名', '村委会', '村(社区)', '所在村', '村居', '村(居)委会', '户籍村'] },
  { key: 'group', label: '村民小组', headings: ['村民小组', '小组', '组', '村组', '自然村', '组别', '社'] },
  { key: 'phone', label: '电话', headings: ['电话', '联系电话', '手机', '手机号', '手机号码', '联系方式', '电话号码'] },
  { key: 'amount', label: '金额', headings: ['个人自付', '自付', '自付金额', '自付费用', '个人自付金额', '个人自付费用', '自付合计', '个人负担', '个人负担费用', '个人支付', '合规自付', '政策范围内自付', '三重保障后自付', '人均纯收入', '人均收入', '教育支出', '自付学费', '资助后费用', '金额', '金额(元)', '涉及金额', '损失金额', '经济损失'] },
  { key: 'times', label: '次数', headings: ['住院次数', '次数', '就诊次数', '住院人次'] },
  { key: 'visitKind', label: '就诊类型', headings: ['就诊类型', '医疗类别', '医疗类型', '就医类型', '类型', '类别'] },
  { key: 'matter', label: '事项', headings: ['事项', '疑点', '疑点内容', '疑点描述', '问题', '问题描述', '问题类型', '预警内容', '预警事项', '预警原因', '预警类型', '原因', '情况', '情况说明', '描述', '反映问题', '诉求', '病种', '疾病名称', '诊断', '灾害类型', '房屋等级', '鉴定等级', '残疾类别', '救助类型', '线索内容', '备注'] },
  { key: 'date', label: '日期', headings: ['日期', '时间', '就诊时间', '就诊日期', '入院时间', '入院日期', '出院时间', '结算时间', '结算日期', '发生时间', '发生日期', '发证日期', '审批日期', '鉴定日期', '预警时间', '预警日期', '反映时间'] }
]

const keyOf = (heading: string): string => heading.normalize('NFKC').replace(/[\s\p{Cf}*★#]/gu, '').toLowerCase()
const bare = (key: string): string => key.replace(/[([【<][^)\]】>]*[)\]】>]$/u, '').replace(/^\d{1,2}[.、]/u, '')
const byKey = new Map(meanings.flatMap(({ key, headings }) => headings.map(heading => [keyOf(heading), key] as const)))

export const meaningLabel = (meaning: string): string => meanings.find(({ key }) => key === meaning)?.label ?? ''
export const isMeaning = (text: string): text is Meaning => meanings.some(({ key }) => key === text)

/** '' where the heading is nobody's word. Headings of several lines come joined by /: the last says what it is. */
export function meaningOfHeading(heading: string): Meaning | '' {
  const parts = heading.split('/')
  for (const text of [parts.join(''), parts.slice(-2).join(''), parts.at(-1) ?? '']) {
    const key = keyOf(text)
    const found = byKey.get(key) ?? byKey.get(bare(key))
    if (found) return found
  }
  return ''
}

/** 万元 in a heading: what one of it is in 元. */
export const factorOf = (heading: string): number => (/[（(/:：]\s*万元?\s*[)）]?$/u.test(heading) ? 10_000 : 1)

const MASKED_ID = /^\d{3,14}[*＊xX×]{3,14}[\dXx]{0,4}$/u
/** With some of it hidden: 530521********1234. */
export const isMaskedId = (text: string): boolean => /[*＊×]{2,}/u.test(text) && MASKED_ID.test(text)
const isId = (text: string): boolean => isMaskedId(text) || (text.length === 18 && idNumberProblem(text.toUpperCase()) === null)

const MOST = 0.8
const FEWEST = 2

/** By what stands in it; '' where that could be several things, or anything. */
export function meaningOfContent(texts: readonly string[]): Meaning | '' {
  const said = texts.filter(text => text !== '')
  if (said.length < FEWEST) return ''
  const most = (holds: (text: string) => boolean): boolean => said.filter(holds).length >= said.length * MOST
  if (most(isId)) return 'idNo'
  if (most(text => /^1[3-9]\d{9}$/u.test(text))) return 'phone'
  if (most(text => /^第?[一二三四五六七八九十\d]{1,3}(村民)?小?组$/u.test(text))) return 'group'
  return ''
}

/** Heading by heading, each meaning once; amounts the list's most telling one: 自付 before 总费用, whatever stands first. */
export function guessMeanings(headings: readonly string[], lines: readonly (readonly string[])[]): readonly (Meaning | '')[] {
  const taken = new Set<Meaning>()
  const found = headings.map((heading): Meaning | '' => {
    const meaning = meaningOfHeading(heading)
    if (meaning === '' || taken.has(meaning)) return ''
    taken.add(meaning)
    return meaning
  })
  return found.map((meaning, at) => {
    if (meaning !== '') return meaning
    const guess = meaningOfContent(lines.slice(0, 200).map(line => line[at] ?? ''))
    if (guess === '' || taken.has(guess)) return ''
    taken.add(guess)
    return guess
  })
}

/** What the list is about, by its title and headings. */
export function guessSubject(title: string, headings: readonly string[]): AlertSubject {
  const all = `${title} ${headings.join(' ')}`
  if (/人均(纯)?收入/u.test(all)) return 'perCapita'
  if (/门诊|门特|慢特病/u.test(all)) return 'outpatient'
  if (/单次|三重保障后/u.test(all) && /住院|自付/u.test(all)) return 'admission'
  if (/住院|自付|大额医疗|医疗费/u.test(all)) return 'inpatient'
  if (/学费|教育(支出|费用)|就读费用/u.test(all)) return 'schoolCost'
  return 'event'
}

/** The department a list is from, by its title; '' where that does not say. */
export function guessDepartment(title: string): string {
  const words: readonly (readonly [string, RegExp])[] = [
    ['医保', /医保|医疗费|住院|门诊|参保/u], ['卫健', /卫健|大病|卫生/u], ['教体', /教育|教体|学生|辍学/u], ['应急', /应急|受灾|灾/u], ['人社', /人社|就业|务工/u],
    ['民政', /民政|低保|特困|救助/u], ['残联', /残联|残疾/u], ['住建', /住建|危房|住房/u], ['水务', /水务|饮水|供水/u], ['公安司法', /公安|司法|交警/u],
    ['农业农村', /农业|乡村振兴|收入|价格/u], ['信访', /信访|12317|舆情|热线/u]
  ]
  return words.find(([, word]) => word.test(title))?.[0] ?? ''
}
