/**
 * 产业发展与联结: what one household grows or keeps in one year, and who takes it along. What it earns here
 * is the enterprise's own account; what a household lives on is core/income's.
 */
import { amount, code, codes, count, date, decimal, defineRegister, flag, link, section, text, year } from './define.ts'
import { recordFields } from './record-fields.ts'

const money = { unit: '元' } as const

export const industry = defineRegister({
  name: 'industry',
  title: '产业发展与联结',
  household: 'household',
  identity: ['year', 'kind', 'product'],
  fields: {
    ...section('产业', {
      household: link('所属农户', 'household'),
      year: year('年度', { sensitivity: 'open' }),
      kind: code('产业类型', 'industryKind', { source: 'S4', headings: ['产业类别'] }),
      product: text('作物/畜禽', { headings: ['品种', '产业名称', '作物', '畜禽'] }),
      scale: decimal('规模', { digits: 2, headings: ['产业规模', '种养规模'] }),
      scaleUnit: code('规模单位', 'scaleUnit', { headings: ['单位'] }),
      yieldText: text('产量', { headings: ['总产量'] }),
      output: amount('产值', { ...money, headings: ['产值(元)'] }),
      cost: amount('投入', { ...money, headings: ['成本', '投入(元)'] }),
      courtyard: flag('庭院经济', { source: 'S4', headings: ['是否庭院经济'] }),
      guidance: count('技术指导次数', { unit: '次', headings: ['技术指导'] })
    }),
    ...section('产业奖补', {
      subsidyRule: text('奖补标准', { sensitivity: 'open', headings: ['产业奖补标准'] }),
      subsidy: amount('奖补金额', { ...money, headings: ['产业奖补', '产业奖补金额'] }),
      subsidyOn: date('奖补日期', { headings: ['奖补发放日期'] })
    }),
    ...section('利益联结', {
      organisation: link('带动主体', 'organisation', { headings: ['经营主体', '联结主体'] }),
      linkModes: codes('联结方式', 'linkMode', { source: 'S4', headings: ['利益联结方式', '联结机制'] }),
      agreementNo: text('协议号', { headings: ['协议编号', '联结协议号'] }),
      agreedFrom: date('协议开始日期', { headings: ['协议起'] }),
      agreedTo: date('协议结束日期', { headings: ['协议期', '协议止'] }),
      yearlyGain: amount('年增收额', { ...money, headings: ['带动增收', '年增收'] }),
      dividend: amount('分红', { ...money, headings: ['分红金额', '产业分红'] }),
      doubleLed: flag('是否“双带”', { source: 'S1-22', headings: ['双带'] }),
      threeMusts: flag('是否落实“三个一律”', { source: 'S4-17', headings: ['三个一律'] })
    }),
    ...recordFields
  }
})
