/**
 * 农户: what is known of a house as a whole. The head is not a field: it is the member whose relation is
 * 户主, so that a changed head is changed in one place; workbooks repeat it under `derivedHeadings`.
 */
import { code, codes, count, date, decimal, defineRegister, flag, month, phone, section, text, year } from './define.ts'

const mu = { unit: '亩', digits: 2, source: 'G2' } as const
const sensitive = { sensitivity: 'sensitive' } as const
const open = { sensitivity: 'open' } as const
// What the procedure decides must not be settled by whoever typed last.
const decided = { merge: 'decided' } as const

export const household = defineRegister({
  name: 'household',
  title: '农户',
  fields: {
    ...section('基本情况', {
      nationalHouseholdNo: text('户编号', { source: 'G1', headings: ['户编码', '家庭编号'] }),
      naturalVillage: text('自然村', { ...open, source: 'G3' }),
      villagerGroup: text('村民小组', { ...open, source: 'W19', headings: ['组', '小组', '村组'] }),
      address: text('家庭住址', { source: 'G7', headings: ['住址', '家庭地址'] }),
      geo: text('家庭位置信息', { ...sensitive, source: 'W26', headings: ['经纬度'] }),
      phone: phone('户联系电话', { source: 'G2', headings: ['家庭联系电话', '户主联系电话'] }),
      bankName: text('开户银行', { ...sensitive, source: 'G2', headings: ['开户行'] }),
      bankAccount: text('银行卡号', { ...sensitive, source: 'G2', headings: ['银行账号', '一卡通账号'] }),
      householdType: code('户类型', 'householdType', { ...open, source: 'G1' }),
      povertyAttribute: code('脱贫户属性', 'povertyAttribute', { ...sensitive, source: 'G6', headings: ['贫困户属性'] }),
      identStandard: code('识别标准', 'identStandard', { ...open, source: 'G5' }),
      originalCause: codes('致贫原因', 'originalCause', { ...sensitive, source: 'G2', headings: ['主要致贫原因'] }),
      identifiedYear: year('识别年度', { ...open, source: 'G9', headings: ['建档立卡年度'] }),
      exitYear: year('脱贫年度', { ...open, source: 'G9' }),
      martyrFamily: flag('是否军烈属', { source: 'G7', headings: ['军烈属'] }),
      oneChildFamily: flag('是否独生子女户', { source: 'G11' }),
      twoDaughterFamily: flag('是否双女户', { source: 'G11' }),
      memberCount: count('当前家庭人口数', { ...open, unit: '人', source: 'G4', headings: ['家庭人口数', '家庭人口', '人口数'] }),
      inResettlement: flag('是否居住在易地扶贫搬迁集中安置区', { source: 'G7', headings: ['居住在易地扶贫搬迁集中安置区'] }),
      resettlementSite: text('安置区地址', { source: 'G7' }),
      moveMode: code('搬迁方式', 'moveMode', { source: 'G11' }),
      settleMode: code('安置方式', 'settleMode', { source: 'G11' }),
      endedOn: date('销户时间', { ...open, headings: ['整户减少时间'] }),
      endReason: code('销户原因', 'householdEnd', { headings: ['整户减少原因'] })
    }),
    ...section('监测与风险', {
      monitorCategory: code('监测对象类别', 'monitorCategory', { ...open, ...decided, source: 'S0', headings: ['监测类别', '监测对象类型'] }),
      monitorFrom: month('首次识别时间', { ...open, ...decided, source: 'G1', headings: ['识别监测时间', '识别时间', '纳入时间'] }),
      risks: codes('致贫/返贫风险', 'riskType', {
        ...sensitive, source: 'G1',
        headings: ['致贫/返贫风险1', '致贫/返贫风险2', '致贫/返贫风险3', '致贫/返贫风险4', '致贫/返贫风险5', '致贫返贫风险', '风险类型']
      }),
      disasterType: code('因自然灾害子项', 'disasterSubtype', { source: 'G16', headings: ['自然灾害子项'] }),
      riskNote: text('风险备注', { ...sensitive, longText: true, source: 'G7', headings: ['因自然灾害备注', '其他备注'] }),
      riskEliminated: flag('风险是否已消除', { ...open, ...decided, source: 'G1', headings: ['风险是否已消除0', '风险是否消除'] }),
      eliminatedOn: month('消除监测时间', { ...open, ...decided, source: 'G1', headings: ['风险消除时间'] }),
      eliminationMode: code('风险消除方式', 'eliminationMode', { ...open, ...decided, source: 'G1' }),
      monitorContact: text('监测联系人', { source: 'G1' }),
      monitorContactPhone: phone('监测联系人电话', { source: 'G7', headings: ['监测联系方式', '联系方式', '监测联系电话'] }),
      wholeNoLabour: flag('整户无劳动能力兜底保障户', { ...sensitive, source: 'G1', headings: ['是否整户无劳动能力兜底保障户', '整户无劳动能力'] }),
      developmentalStatus: code('实施开发式帮扶措施情况', 'developmentalStatus', { source: 'G1', headings: ['是否实施开发式帮扶措施'] }),
      discoveryChannel: code('发现渠道', 'discoveryChannel', { source: 'S4-04', headings: ['线索来源', '发现方式'] }),
      clueOn: date('线索时间', { ...open, ...decided, source: 'W4', headings: ['发现时间', '线索日期', '申报时间'] }),
      responsibleDepartment: text('责任部门', { ...open, headings: ['帮扶责任部门'] }),
      noticeFrom: date('公示开始日期', { ...open, ...decided, source: 'W4', headings: ['公示起', '公示开始时间'] }),
      noticeTo: date('公示结束日期', { ...open, ...decided, source: 'W4', headings: ['公示止', '公示结束时间'] }),
      countyDecidedOn: date('县级确定日期', { ...open, ...decided, source: 'S1-09', headings: ['县级确定时间', '县级审批日期'] }),
      relistedOn: month('风险再标注时间', { ...open, ...decided, source: 'W26', headings: ['风险再标注', '风险回退时间'] })
    }),
    ...section('三保障与饮水', {
      dropout: flag('是否义务教育阶段适龄儿童少年失学辍学', { ...sensitive, source: 'G1', headings: ['义务教育阶段适龄儿童少年失学辍学'] }),
      housingUnsafe: flag('是否住房出现安全问题', { source: 'G1', headings: ['是否住房出现安全问题(住房损毁)', '住房出现安全问题'] }),
      waterUnsafe: flag('是否饮水出现安全问题', { source: 'G1', headings: ['是否饮水出现安全问题(饮水设施损毁)', '饮水出现安全问题'] }),
      uninsuredMember: flag('是否有家庭成员未参加城乡居民(职工)基本医疗保险', {
        ...sensitive, source: 'G1', headings: ['是否有家庭成员未参加基本医疗保险', '有家庭成员未参加城乡居民(职工)基本医疗保险']
      }),
      safeguardNote: text('三保障问题说明', { longText: true }),
      afterDropout: flag('风险消除后是否义务教育阶段适龄儿童少年失学辍学', { ...sensitive, source: 'G1' }),
      afterHousingUnsafe: flag('风险消除后是否住房出现安全问题', { source: 'G1', headings: ['风险消除后是否住房出现安全问题(住房损毁)'] }),
      afterWaterUnsafe: flag('风险消除后是否饮水出现安全问题', { source: 'G1', headings: ['风险消除后是否饮水出现安全问题(饮水设施损毁)'] }),
      afterUninsuredMember: flag('风险消除后是否有家庭成员未参加城乡居民(职工)基本医疗保险', { ...sensitive, source: 'G1' })
    }),
    ...section('生产条件', {
      arableMu: decimal('耕地面积', { ...mu, headings: ['耕地面积(亩)'] }),
      irrigatedMu: decimal('有效灌溉面积', { ...mu, headings: ['有效灌溉面积(亩)'] }),
      forestMu: decimal('林地面积', { ...mu, headings: ['林地面积(亩)'] }),
      returnedMu: decimal('退耕还林(草)面积', { ...mu, headings: ['退耕还林(草)面积(亩)', '退耕还林面积(亩)', '退耕还林面积'] }),
      orchardMu: decimal('林果面积', { ...mu, headings: ['林果面积(亩)'] }),
      pastureMu: decimal('牧草地面积', { ...mu, headings: ['牧草地面积(亩)'] }),
      waterMu: decimal('水面面积', { ...mu, headings: ['水面面积(亩)'] }),
      productionPower: flag('是否通生产用电', { source: 'G2', headings: ['通生产用电'] }),
      inCooperative: flag('是否加入农民专业合作组织', { source: 'G2', headings: ['是否加入农民专业合作社'] }),
      enterpriseLinked: flag('是否有龙头企业带动', { source: 'G2' }),
      leaderLinked: flag('是否有创业致富带头人带动', { source: 'G2' }),
      industryAidType: codes('到户产业帮扶类型', 'industryAidType', { source: 'G7' })
    }),
    ...section('生活条件', {
      roadDistanceKm: decimal('与村主干路距离', { unit: '公里', digits: 2, source: 'G2', headings: ['与村主干路距离(公里)'] }),
      entryRoadType: code('入户路类型', 'entryRoadType', { source: 'G2' }),
      entryRoadHardened: flag('入户道路是否硬化', { source: 'G3', headings: ['入户路是否硬化'] }),
      houseAreaM2: decimal('住房面积', { unit: '㎡', digits: 2, source: 'G2', headings: ['住房面积(㎡)', '住房面积(平方米)'] }),
      houseStructure: code('房屋结构', 'houseStructure', { source: 'G3', headings: ['住房结构'] }),
      builtYear: year('建房时间', { source: 'G3', headings: ['建房年度', '建成年'] }),
      dangerHouse: flag('是否危房户', { source: 'G2', headings: ['是否危房', '危房户'] }),
      dangerLevel: code('危房级别', 'houseGrade', { source: 'W28', headings: ['住房安全等级', '住房等级', '房屋等级'] }),
      renovationYear: year('危改年度', { source: 'G3', headings: ['危房改造年度'] }),
      livingPower: flag('是否通生活用电', { source: 'G2', headings: ['通生活用电'] }),
      broadcast: flag('是否通广播电视', { source: 'G2', headings: ['通广播电视'] }),
      sanitaryToilet: flag('有无卫生厕所', { source: 'G2', headings: ['是否有卫生厕所', '卫生厕所'] }),
      toiletUsable: flag('卫生厕所是否能正常使用', { source: 'G3' }),
      fuelType: code('主要燃料类型', 'fuelType', { source: 'G2' })
    }),
    ...section('饮水安全', {
      safeWater: flag('是否解决安全饮用水', { source: 'G2', headings: ['饮水是否安全', '是否饮水安全'] }),
      waterSource: code('水源', 'waterSource', { source: 'W32' }),
      supplyType: code('供水方式', 'supplyType', { source: 'W32' }),
      waterInHouse: flag('自来水是否入户', { source: 'W32', headings: ['是否入户'] }),
      litersPerDay: count('人均日水量', { unit: '升', source: 'W32', headings: ['水量(升/人/天)'] }),
      waterQuality: code('水质', 'waterQuality', { source: 'W32', headings: ['水质判定'] }),
      fetchMinutes: count('单次取水时间', { unit: '分钟', source: 'W32', headings: ['取水往返时间'] }),
      shortDays: count('年断水天数', { unit: '天', source: 'W32', headings: ['断水天数'] }),
      waterVerdict: code('饮水安全结论', 'waterVerdict', { source: 'W32', headings: ['饮水结论'] })
    }),
    ...section('采集', {
      collectedBy: text('信息采集人', { source: 'G1', headings: ['采集人', '填表人'] }),
      collectedByPhone: phone('信息采集人电话', { source: 'G7', headings: ['采集人电话'] }),
      collectedOn: date('填表时间', { source: 'G7', headings: ['采集时间'] }),
      note: text('备注', { longText: true })
    })
  }
})

/** Workbook headings whose value is read off the head of household, not stored with the household. */
export const derivedHeadings = {
  headName: ['户主姓名', '户主'],
  headIdNo: ['户主证件号码', '户主身份证号', '户主身份证号码']
} as const

/** Headings of the place a row belongs to; the village of the book decides, these only must agree with it. */
export const placeHeadings = {
  province: ['省', '省(区、市)', '省份'],
  city: ['市', '市(地、州、盟)', '州(市)'],
  county: ['县(市、区、旗)', '县', '区县'],
  township: ['乡(镇)', '乡', '乡镇', '镇'],
  village: ['行政村', '村', '村(社区)', '村委会']
} as const
