/** 帮扶项目资产: from being built over title and hand-over to upkeep, proceeds and disposal. */
import { amount, code, codes, count, date, decimal, defineRegister, flag, link, phone, section, text, year } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const
const money = { ...open, unit: '元' } as const

export const asset = defineRegister({
  name: 'asset',
  title: '帮扶项目资产',
  identity: ['assetNo', 'name'],
  fields: {
    ...section('资产', {
      name: text('资产名称', { ...open, headings: ['名称'] }),
      assetNo: text('资产编号', { ...open, headings: ['资产编码'] }),
      class: code('资产类别', 'assetClass', { ...open, source: 'W38', headings: ['类别', '资产类型'] }),
      subclass: code('资产细类', 'assetSubclass', { ...open, source: 'W38', headings: ['细类', '资产子类'] }),
      project: link('来源项目', 'project', { ...open, headings: ['项目名称', '形成项目'] }),
      funds: codes('资金来源', 'fundSource', { ...open, source: 'W39' }),
      cost: amount('原值', { ...money, headings: ['资产原值', '原值(元)'] }),
      netValue: amount('净值', { ...money, headings: ['资产净值', '净值(元)'] }),
      formedOn: date('形成时间', { ...open, headings: ['资产形成时间', '形成日期'] }),
      formedYear: year('形成年度', open),
      location: text('坐落', { ...open, headings: ['坐落地点', '资产坐落'] }),
      quantity: decimal('数量', { ...open, digits: 2 }),
      unit: text('单位', { ...open, headings: ['数量单位', '计量单位'] })
    }),
    ...section('确权移交', {
      owner: code('产权归属', 'assetOwner', { ...open, merge: 'decided', source: 'W38', headings: ['产权单位', '所有权归属'] }),
      titleNo: text('确权证号', { ...open, headings: ['产权证号', '确权编号'] }),
      handedOn: date('移交日期', { ...open, headings: ['移交时间'] }),
      publicResult: code('公示结论', 'publicResult', { ...open, merge: 'decided', source: 'W38' })
    }),
    ...section('经营与收益', {
      operator: link('经营主体', 'organisation', { ...open, headings: ['承租主体'] }),
      contractFrom: date('合同开始日期', { ...open, headings: ['合同起', '合同开始时间'] }),
      contractTo: date('合同结束日期', { ...open, headings: ['合同止', '合同结束时间'] }),
      yearlyRent: amount('年租金/收益', { ...money, headings: ['年租金', '年收益'] }),
      due: amount('应收', { ...money, headings: ['应收金额', '应收收益'] }),
      received: amount('已收', { ...money, headings: ['已收金额', '已收收益'] }),
      sharedHouseholds: count('收益分配户数', { ...open, unit: '户', headings: ['分配户数'] }),
      shared: amount('收益分配金额', { ...money, headings: ['分配金额'] }),
      welfareFund: amount('公益金', { ...money, headings: ['提取公益金'] }),
      sharePlan: text('收益分配方案', { ...open, longText: true }),
      decidedInVillage: flag('是否“四议两公开”', { ...open, source: 'W38', headings: ['四议两公开'] })
    }),
    ...section('管护', {
      keeper: text('管护责任人', { headings: ['管护人'] }),
      keeperPhone: phone('管护责任人电话', { headings: ['管护人电话'] }),
      upkeep: amount('管护经费', { ...money, headings: ['管护经费(元)'] }),
      status: code('资产状态', 'assetStatus', { ...open, headings: ['状态', '使用状态'] }),
      idleSince: date('闲置起始日期', { ...open, headings: ['闲置时间'] }),
      batch: code('四个一批分类', 'fourBatchClass', { ...open, merge: 'decided', source: 'S4-15', headings: ['四个一批'] }),
      countedOn: date('盘点日期', { ...open, headings: ['盘点时间'] }),
      photos: text('照片', open)
    }),
    ...recordFields
  }
})
