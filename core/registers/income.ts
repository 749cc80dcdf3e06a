/**
 * 收入: one record per household and period. The lines are what is asked at the door; the totals are what a
 * national export brought. Totals are never typed: where a group has a line, its lines count (core/income).
 */
import { amount, code, count, date, defineRegister, link, month, section, text, year } from './define.ts'

const line = (label: string, headings: readonly string[] = []) => amount(label, { unit: '元', source: 'G7', headings })
const medical = { sensitivity: 'sensitive', unit: '元', source: 'G7' } as const
const total = (label: string, headings: readonly string[]) => amount(label, { unit: '元', source: 'G1', headings })

export const income = defineRegister({
  name: 'income',
  title: '家庭收入',
  household: 'household',
  fields: {
    ...section('期间', {
      household: link('所属农户', 'household'),
      year: year('年度', { sensitivity: 'open', source: 'W23', headings: ['收入年度'] }),
      kind: code('采集类型', 'incomeKind', { sensitivity: 'open', source: 'W25' }),
      from: month('收入起始月', { sensitivity: 'open', source: 'W23' }),
      to: month('收入截止月', { sensitivity: 'open', source: 'W23' }),
      countedMembers: count('年度家庭人口数', { unit: '人', source: 'G4', headings: ['年度家庭人口'] })
    }),
    ...section('工资性收入', {
      A1: line('务工收入', ['其他工资性收入']),
      A2: line('行业部门公益岗收入', ['公益性岗位收入']),
      A3: line('乡镇公益岗收入'),
      A4: line('村级公益岗收入'),
      A5: line('自主采摘收入')
    }),
    ...section('生产经营性收入', {
      B1: line('种植业收入'),
      B2: line('养殖业收入'),
      B3: line('林果业收入'),
      B4: line('其他生产经营性收入')
    }),
    ...section('财产性收入', {
      C1: line('资产收益分红', ['资产收益扶贫分红', '资产收益扶贫分红收入']),
      C2: line('土地流转收入'),
      C3: line('金融贷款项目收入'),
      C4: line('代种代养收入'),
      C5: line('其他财产性收入')
    }),
    ...section('转移性收入', {
      D1: line('计划生育金'),
      D2: line('低保金'),
      D3: line('特困供养金'),
      D4: line('养老保险金', ['养老金', '离退休金']),
      D5a: line('退耕还林补助'),
      D5b: line('公益林补助'),
      D5c: line('草原奖补'),
      D5d: line('移民补助'),
      D5e: line('其他生态补偿金', ['生态补偿金']),
      D6a: line('玉米大豆补贴'),
      D6b: line('地力补贴', ['耕地地力保护补贴']),
      D6c: line('农业保险补助'),
      D6d: line('高龄补贴'),
      D6e: line('优抚金'),
      D6f: line('残疾补贴', ['残疾人两项补贴']),
      D6g: line('教育扶持'),
      D6h: line('救灾款'),
      D6i: line('失能老人补贴'),
      D6j: line('赡养费'),
      D6k: line('取暖补贴'),
      D6l: line('物价补贴'),
      D6m: line('社会救济和补助'),
      D6n: line('防贫保险'),
      D6o: line('经常性捐赠和赔偿'),
      D6p: line('其他转移性收入')
    }),
    ...section('生产经营性支出', {
      E1: line('种植业支出'),
      E2: line('养殖业支出'),
      E3: line('林果业支出'),
      E4: line('其他生产经营性支出'),
      E5: line('生产性固定资产折旧')
    }),
    ...section('备查', {
      insurancePayout: amount('家庭理赔收入', { ...medical }),
      compliantSelfPay: amount('合规自付支出', { ...medical }),
      rigidSpending: amount('其他刚性支出', { ...medical, source: 'assumed', headings: ['刚性支出'] }),
      debt: amount('家庭债务', { sensitivity: 'sensitive', unit: '元', source: 'assumed', headings: ['债务'] }),
      note: text('收入说明', { longText: true }),
      confirmedOn: date('农户确认日期'),
      confirmedBy: text('确认人')
    }),
    ...section('导出合计', {
      wageTotal: total('工资性收入', ['工资性收入(元)']),
      businessTotal: total('生产经营性收入', ['生产经营性收入(元)', '经营性收入']),
      propertyTotal: total('财产性收入', ['财产性收入(元)']),
      transferTotal: total('转移性收入', ['转移性收入(元)']),
      expenseTotal: total('生产经营性支出', ['生产经营性支出(元)']),
      netTotal: total('纯收入', ['家庭纯收入', '年纯收入', '纯收入(元)']),
      perCapitaTotal: total('人均纯收入', ['家庭人均纯收入', '年人均纯收入', '人均纯收入(元)'])
    })
  }
})

export type IncomeGroup = 'wage' | 'business' | 'property' | 'transfer' | 'expense'

const linesOf = (letter: string) => Object.keys(income.fields).filter(name => new RegExp(`^${letter}\\d[a-p]?$`).test(name))

/** The lines of each group, the field of its imported total and its title. */
export const incomeGroups: Readonly<Record<IncomeGroup, { readonly title: string, readonly total: string, readonly lines: readonly string[] }>> = {
  wage: { title: '工资性收入', total: 'wageTotal', lines: linesOf('A') },
  business: { title: '生产经营性收入', total: 'businessTotal', lines: linesOf('B') },
  property: { title: '财产性收入', total: 'propertyTotal', lines: linesOf('C') },
  transfer: { title: '转移性收入', total: 'transferTotal', lines: linesOf('D') },
  expense: { title: '生产经营性支出', total: 'expenseTotal', lines: linesOf('E') }
}
