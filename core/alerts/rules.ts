/** 部门预警指标 (domain 3.7): the departments' thresholds and events. The amounts are settings of a county and a year. */
import type { AlertAudience, AlertRule, AlertTest } from './define.ts'

const ALL: readonly AlertAudience[] = ['exited', 'ordinary', 'monitored']
const event = (...words: readonly string[]): AlertTest => ({ kind: 'event', words })

export const alertRules: readonly AlertRule[] = [
  // The list of the insurance office speaks of 脱贫户 and 一般户; a monitored household is held to the stricter.
  { id: 'A01', department: '医保', indicator: '脱贫户、监测户住院自付累计较高', test: { kind: 'amount', subject: 'inpatient', setting: 'alertInpatientExited', reached: true }, appliesTo: ['exited', 'monitored'], risk: '01', source: 'W14', weight: 4 },
  { id: 'A02', department: '医保', indicator: '一般户住院自付累计较高', test: { kind: 'amount', subject: 'inpatient', setting: 'alertInpatientOrdinary', reached: true }, appliesTo: ['ordinary'], risk: '01', source: 'W14', weight: 4 },
  { id: 'A03', department: '医保', indicator: '门诊、门特当月自付较高', test: { kind: 'amount', subject: 'outpatient', setting: 'alertOutpatientMonth', reached: true }, appliesTo: ALL, risk: '01', source: 'W14', weight: 5 },
  { id: 'A04', department: '医保', indicator: '监测户单次住院三重保障后自付较高', test: { kind: 'amount', subject: 'admission', setting: 'alertAdmissionMonitored', reached: false }, appliesTo: ['monitored'], risk: '01', source: 'W15', weight: 2 },
  { id: 'A05', department: '医保', indicator: '其他农村居民单次住院三重保障后自付较高', test: { kind: 'amount', subject: 'admission', setting: 'alertAdmissionOther', reached: false }, appliesTo: ['exited', 'ordinary'], risk: '01', source: 'W15', weight: 3 },
  { id: 'A06', department: '医保', indicator: '住院自付特别高', test: { kind: 'amount', subject: 'inpatient', setting: 'alertSelfPayLarge', reached: false }, appliesTo: ALL, risk: '01', source: 'W16b', weight: 1 },
  { id: 'A07', department: '卫健', indicator: '新增大病专项救治', test: event('大病', '专项救治', '重特大疾病'), appliesTo: ALL, risk: '01', source: 'W14', weight: 6 },
  { id: 'A08', department: '教体', indicator: '非义务教育阶段自付费用较高', test: { kind: 'amount', subject: 'schoolCost', setting: 'alertSchoolCost', reached: false }, appliesTo: ALL, risk: '09', source: 'W14', weight: 4 },
  { id: 'A09', department: '教体', indicator: '适龄儿童少年失学辍学', test: event('失学', '辍学', '未入学', '未在校'), appliesTo: ALL, risk: '09', source: 'S1-20（8）', weight: 1 },
  { id: 'A10', department: '应急', indicator: '受灾', test: event('受灾', '洪涝', '泥石流', '滑坡', '地震', '旱灾', '冰雹', '火灾', '灾害'), appliesTo: ALL, risk: '02', source: 'W14，S4-10', weight: 1 },
  { id: 'A11', department: '人社', indicator: '失业、返乡或务工不稳', test: event('失业', '返乡', '务工不稳', '停工', '裁员'), appliesTo: ALL, risk: '07', source: 'W16，W73', weight: 6 },
  { id: 'A12', department: '民政', indicator: '新增或申请低保、特困、临时救助', test: event('低保', '特困', '临时救助', '救助'), appliesTo: ALL, risk: '99', source: 'W16', weight: 7 },
  { id: 'A13', department: '民政', indicator: '单人户', test: event('单人户', '独居'), appliesTo: ALL, risk: '04', source: 'W16b', weight: 7 },
  { id: 'A14', department: '残联', indicator: '新办残疾证或重度残疾', test: event('残疾', '残疾证', '致残'), appliesTo: ALL, risk: '03', source: 'W16', weight: 6 },
  { id: 'A15', department: '住建', indicator: '住房为C级或D级', test: event('C级', 'D级', '危房', '住房安全'), appliesTo: ALL, risk: '10', source: 'W28', weight: 2 },
  { id: 'A16', department: '水务', indicator: '饮水不安全或设施损毁', test: event('饮水', '断水', '缺水', '供水', '水质'), appliesTo: ALL, risk: '11', source: 'W32', weight: 2 },
  { id: 'A17', department: '公安司法', indicator: '主要劳动力死亡或服刑', test: event('死亡', '注销', '服刑', '收监', '判刑'), appliesTo: ALL, risk: '04', source: 'W16b', weight: 1 },
  { id: 'A18', department: '公安司法', indicator: '交通事故等意外', test: event('交通事故', '车祸', '意外', '工伤'), appliesTo: ALL, risk: '05', source: 'W16b', weight: 2 },
  { id: 'A19', department: '教体', indicator: '多子女在非义务教育阶段就读', test: event('多子女', '非义务教育'), appliesTo: ALL, risk: '09', source: 'W16', weight: 7 },
  { id: 'A20', department: '农业农村', indicator: '人均纯收入低于监测线', test: { kind: 'line', percent: null }, appliesTo: ALL, risk: '99', source: 'W16，S0-08', weight: 1 },
  { id: 'A21', department: '农业农村', indicator: '人均纯收入接近监测线', test: { kind: 'line', percent: 'nearLinePercent' }, appliesTo: ALL, risk: '99', source: 'W16（比例暂定）', weight: 5 },
  { id: 'A22', department: '农业农村', indicator: '收入大幅下降', test: event('收入下降', '骤减', '收入骤降', '大幅下降'), appliesTo: ALL, risk: '99', source: 'W16，S0-08', weight: 5 },
  { id: 'A23', department: '农业农村', indicator: '大宗农副产品价格大幅下跌', test: event('价格下跌', '滞销', '跌价'), appliesTo: ALL, risk: '06', source: 'S1-15', weight: 6 },
  { id: 'A24', department: '信访', indicator: '信访、12317、舆情反映', test: event('信访', '12317', '舆情', '投诉', '反映'), appliesTo: ALL, risk: '99', source: 'W11c', weight: 6 },
  { id: 'A25', department: '医保', indicator: '未参加基本医疗保险', test: event('未参保', '停保', '断保', '未缴费'), appliesTo: ALL, risk: '01', source: 'S1-20', weight: 3 }
]

const byId = new Map(alertRules.map(rule => [rule.id, rule]))
export const alertRuleOf = (id: string): AlertRule | undefined => byId.get(id)

export const alertDepartments: readonly string[] = [...new Set(alertRules.map(rule => rule.department))]
