/**
 * 家庭成员. A member is never deleted: `endedOn` with `endReason` takes the person off the roster and
 * keeps what earlier years said. A head is the member whose relation is 02 (户主).
 */
import { code, codes, count, date, defineRegister, flag, idNumber, link, month, phone, section, text, year } from './define.ts'

const sensitive = { sensitivity: 'sensitive' } as const

export const HEAD = '02'
export const SPOUSE = '10'

export const person = defineRegister({
  name: 'person',
  title: '家庭成员',
  household: 'household',
  fields: {
    ...section('身份', {
      household: link('所属农户', 'household'),
      nationalPersonNo: text('人口编号', { source: 'G5', headings: ['人编号', '人员编号', '个人编号'] }),
      name: text('姓名', { source: 'G12', headings: ['成员姓名', '家庭成员姓名'] }),
      sex: code('性别', 'sex', { source: 'T1' }),
      birthDate: date('出生日期', { source: 'G12', headings: ['出生年月', '出生年月日'] }),
      idType: code('证件类型', 'idType', { source: 'G12' }),
      idNo: idNumber('证件号码', { ...sensitive, source: 'G1', headings: ['身份证号', '身份证号码', '公民身份号码', '证件号', '居民身份证号码'] }),
      formerIdNos: text('曾用证件号码', { ...sensitive }),
      relation: code('与户主关系', 'relation', { source: 'G5', headings: ['与户主的关系', '家庭关系'] }),
      ethnicity: code('民族', 'ethnicity', { source: 'T2' }),
      politicalStatus: code('政治面貌', 'political', { source: 'G5' }),
      phone: phone('成员联系电话', { source: 'G1', headings: ['家庭成员联系电话', '联系电话', '手机号', '手机号码', '电话'] }),
      mandarin: flag('是否会讲普通话', { source: 'G2' }),
      activeMilitary: flag('是否现役军人', { source: 'G14' }),
      resettled: flag('是否易地扶贫搬迁人口', { source: 'G7' })
    }),
    ...section('在户情况', {
      joinedOn: date('增加时间', { source: 'W24', headings: ['自然增加时间'] }),
      joinReason: code('增加原因', 'memberIncrease', { source: 'W24', headings: ['自然增加', '自然增加原因'] }),
      endedOn: date('减少时间', { source: 'W24', headings: ['自然减少时间'] }),
      endReason: code('减少原因', 'memberDecrease', { ...sensitive, source: 'W24', headings: ['自然减少', '自然减少原因'] }),
      sharesBudget: flag('是否共享收支', { source: 'W1' }),
      countedInIncome: flag('是否计入年度家庭人口', { source: 'W1', headings: ['是否计入收入人口'] }),
      countedReason: text('不计入原因', { source: 'W74' })
    }),
    ...section('教育', {
      education: code('文化程度', 'educationSystemLabels', { source: 'G5' }),
      schoolStage: code('在校生状况', 'schoolStage', { source: 'G5', headings: ['在校状况', '在校情况'] }),
      schoolName: text('学校名称', { source: 'G13', headings: ['就读学校'] }),
      schoolClass: text('班级', { source: 'G13' }),
      studentNo: text('学籍号', { ...sensitive, source: 'W2' }),
      dropoutReason: code('失学或辍学原因', 'dropoutReason', { ...sensitive, source: 'G1', headings: ['义务教育阶段未上学原因', '失学辍学原因'] }),
      enrolledOn: month('入学年月', { headings: ['入学时间'] }),
      graduatesOn: month('毕业年月', { headings: ['毕业时间', '预计毕业年月'] }),
      major: text('专业', { headings: ['所学专业'] }),
      vocationalCandidate: flag('是否两后生', { source: 'W63', headings: ['两后生'] }),
      returnRecord: text('劝返记录', { ...sensitive, longText: true }),
      homeTeaching: flag('送教上门', { ...sensitive, headings: ['是否送教上门'] }),
      graduateDestination: code('毕业去向', 'graduateDestination', { source: 'S4-28', headings: ['毕业去向(就业/升学)'] }),
      gradUnemployedReason: code('大专或本科毕业生未就业原因', 'gradUnemployedReason', { source: 'G4' })
    }),
    ...section('健康与劳动力', {
      health: codes('健康状况', 'health', { ...sensitive, source: 'G6', headings: ['身体状况', '健康'] }),
      illness: text('患病名称', { ...sensitive, headings: ['疾病名称'] }),
      disabilityType: code('残疾类别', 'disabilityType', { ...sensitive, source: 'G5', headings: ['残疾类型'] }),
      disabilityLevel: code('残疾等级', 'disabilityLevel', { ...sensitive, source: 'W31' }),
      disabilityCertNo: idNumber('残疾人证号', { ...sensitive, source: 'G1', headings: ['残疾证号'] }),
      disabilityCertOn: date('残疾证发证日期', { ...sensitive, source: 'G9', headings: ['残疾人证发证日期', '发证日期'] }),
      disabilityCertYear: year('残疾证办证年度', { ...sensitive, source: 'G5' }),
      labour: code('劳动技能', 'labour', { source: 'G5', headings: ['劳动能力'] })
    }),
    ...section('务工与岗位', {
      workIntent: code('就业意愿', 'workIntent', { headings: ['务工意愿'] }),
      workPlace: text('务工所在地', { source: 'G1', headings: ['务工地点', '务工地'] }),
      jobRegion: code('就业区域', 'jobRegion', { headings: ['务工区域'] }),
      abroad: flag('是否国外务工', { source: 'G5' }),
      employer: text('务工企业名称', { source: 'G5', headings: ['务工单位', '企业名称'] }),
      workMonths: count('务工时间(月)', { unit: '月', source: 'G2', headings: ['务工时间', '务工月数'] }),
      workIndustry: code('所属行业', 'industry', { headings: ['产业分类', '行业'] }),
      jobChannel: codes('就业渠道', 'jobChannel', { source: 'G1' }),
      publicPost: codes('公益性岗位类型', 'publicPostType', { source: 'G1', headings: ['公益性岗位', '公益岗位类型'] }),
      publicPostMonths: count('公益性岗位(月数)', { unit: '月', source: 'G1', headings: ['公益性岗位月数'] })
    }),
    ...section('参保与救助', {
      medResident: flag('是否参加城乡居民基本医疗保险', {
        source: 'G2', headings: ['是否参加新型农村合作医疗(城乡居民基本医疗保险)', '城乡居民基本医疗保险']
      }),
      medEmployee: flag('是否参加城镇职工基本医疗保险', { source: 'G1', headings: ['城镇职工基本医疗保险'] }),
      medCritical: flag('是否参加大病保险', { source: 'G2' }),
      medCommercial: flag('是否参加商业补充医疗保险', { source: 'G2' }),
      medAid: flag('是否接受医疗救助', { ...sensitive, source: 'G5', headings: ['是否接受大病医疗救助'] }),
      otherHealthAid: flag('是否接受其他健康帮扶', { ...sensitive, source: 'G5', headings: ['是否接受其他健康扶贫'] }),
      penResident: flag('是否参加城乡居民基本养老保险', { source: 'G2', headings: ['城乡居民基本养老保险'] }),
      penEmployee: flag('是否参加城镇职工基本养老保险', { source: 'G12', headings: ['城镇职工基本养老保险'] }),
      penDrawing: flag('是否领取养老金', { source: 'G9' }),
      accidentInsSubsidy: flag('是否享受人身意外保险补贴', { source: 'G2' }),
      dibao: code('享受低保政策情况', 'dibao', { ...sensitive, source: 'G1', headings: ['是否享受低保', '是否享受最低生活保障', '享受低保政策'] }),
      tekun: code('享受特困供养政策情况', 'tekun', { ...sensitive, source: 'G1', headings: ['是否特困供养人员', '享受特困供养政策'] }),
      orphanLike: flag('是否事实无人抚养儿童', { ...sensitive, source: 'G4' }),
      lowIncomeType: codes('低收入人口类型', 'lowIncomeType', { ...sensitive }),
      note: text('备注', { longText: true })
    })
  }
})
