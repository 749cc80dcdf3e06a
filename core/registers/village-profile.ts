/**
 * 村情概况: the page a first secretary hands over, one per village and year. Counts that the roster can give
 * are not asked here; these are the figures of the official village table, kept to compare with it.
 */
import { amount, code, codes, count, decimal, defineRegister, flag, phone, section, text, year } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open', source: 'G1' } as const
const people = { ...open, unit: '人' } as const
const houses = { ...open, unit: '户' } as const
const pieces = { ...open, unit: '个' } as const

export const villageProfile = defineRegister({
  name: 'villageProfile',
  title: '村情概况',
  identity: ['year'],
  fields: {
    ...section('概况', {
      year: year('年度', open),
      secretary: text('村党组织书记', { source: 'assumed', headings: ['村书记'] }),
      secretaryPhone: phone('村党组织书记电话'),
      exited: flag('是否出列', { ...open, headings: ['是否贫困村出列'] }),
      planClass: code('村庄规划分类', 'villagePlanClass', { ...open, source: 'S1-38', headings: ['村庄分类'] }),
      tags: codes('村庄标签', 'villageTag', { ...open, source: 'S3-07' }),
      naturalVillages: count('自然村数', pieces),
      groups: count('村民小组数', pieces),
      landMu: decimal('土地面积', { ...open, unit: '亩', digits: 2, headings: ['土地面积(亩)'] }),
      arableMu: decimal('耕地总面积', { ...open, unit: '亩', digits: 2, headings: ['耕地面积(亩)'] }),
      intro: text('村情简介', { ...open, longText: true })
    }),
    ...section('人口', {
      households: count('总户数', houses),
      population: count('总人口数', { ...people, headings: ['总人口'] }),
      exitedHouseholds: count('脱贫户数', houses),
      exitedPopulation: count('脱贫人口数', { ...people, headings: ['脱贫人口'] }),
      dibaoHouseholds: count('低保户数', houses),
      dibaoPopulation: count('低保人口数', { ...people, headings: ['低保人口'] }),
      tekunPopulation: count('特困供养人口数', { ...people, headings: ['特困供养人口'] }),
      disabledPopulation: count('残疾人口数', { ...people, headings: ['残疾人口'], sensitivity: 'sensitive' }),
      minorityPopulation: count('少数民族人口数', { ...people, headings: ['少数民族人口'] }),
      women: count('妇女人口数', { ...people, headings: ['妇女人口'] }),
      labourForce: count('劳动力人口数', { ...people, headings: ['劳动力人口'] }),
      outWorkers: count('外出务工人口数', { ...people, headings: ['外出务工人口', '外出务工人数'] }),
      medInsured: count('参加城乡居民医保人数', { ...people, headings: ['参加城乡居民基本医疗保险人数'] }),
      penInsured: count('参加城乡居民养老人数', { ...people, headings: ['参加城乡居民基本养老保险人数'] })
    }),
    ...section('设施', {
      asphaltRoad: flag('到乡镇是否通沥青(水泥)路', open),
      busService: flag('是否通客运班车', open),
      primarySchools: count('村小学个数', { ...pieces, source: 'W2' }),
      clinics: count('卫生室个数', pieces),
      doctors: count('执业(助理)医师', { ...people, headings: ['执业(助理)医师人数'] }),
      publicToilets: count('公共卫生厕所个数', pieces),
      refusePoints: count('垃圾集中堆放点个数', pieces),
      libraries: count('文化(图书)室个数', pieces),
      unsafeWaterHouseholds: count('未实现饮水安全户数', houses),
      hardWaterHouseholds: count('饮水困难户数', houses),
      dangerHouseholds: count('危房户数', houses),
      broadband: flag('是否通宽带', { ...open, headings: ['通宽带'] }),
      broadcastHouseholds: count('通广播电视户数', houses)
    }),
    ...section('产业', {
      collectiveIncome: amount('村级集体经济收入', { ...open, unit: '元', headings: ['集体经济收入'] }),
      mainIndustries: text('主导产业', open),
      tourismWorkers: count('乡村旅游从业人员', { ...people, headings: ['乡村旅游从业人数'] }),
      guestFarms: count('农家乐', { ...pieces, headings: ['农家乐个数'] })
    }),
    ...recordFields
  }
})
