/** 身份与花名册: who is who. Identity numbers appear in a finding by their last four characters only. */
import { ageOn, yearOf } from '../registers/calendar.ts'
import { codeTable, labelOf } from '../registers/codes.ts'
import { birthDateOf, idNumberProblem, isPlaceholderId, sexOf } from '../registers/id-number.ts'
import { registerOf } from '../registers/index.ts'
import { HEAD, SPOUSE } from '../registers/person.ts'
import { family, isBlank } from './check.ts'
import type { Check } from './check.ts'
import { dayOf, numberOf, textOf } from './subject.ts'
import type { Member, Subject } from './subject.ts'

const { household, member, everyMember } = family('身份与花名册')

const tail = (idNo: string): string => `尾号${idNo.slice(-4)}`
const readable = (idNo: string): boolean => idNumberProblem(idNo) !== 'length' && idNumberProblem(idNo) !== 'characters' && !isPlaceholderId(idNo)
const badDigit = (idNo: string): boolean => ['checksum', 'digits-lost'].includes(idNumberProblem(idNo) ?? '')

const spouses = new Set([SPOUSE, '11', '12'])
const males = new Set(['11', '20', '21', '22', '23', '24', '25', '26', '27', '28', '41', '43', '47', '51', '53', '55', '57', '61', '63', '71', '73', '76', '78', '93', '95'])
const females = new Set(['12', '30', '31', '32', '33', '34', '35', '36', '37', '38', '42', '44', '45', '48', '52', '54', '56', '58', '62', '64', '72', '74', '75', '77', '94', '96'])
const isChild = (relation: string): boolean => relation >= '20' && relation <= '37' && relation !== '28'
const isParent = (relation: string): boolean => ['50', '51', '52'].includes(relation)
const namesOf = (members: readonly Member[]): string => members.map(({ name }) => name).join('、')
const withRelation = ({ active }: Subject, relations: ReadonlySet<string>): readonly Member[] => active.filter(one => relations.has(one.text('relation') ?? ''))

const mobile = /^1[3-9]\d{9}$/

function generationGap(one: Member, { head, context }: Subject): string | undefined {
  const relation = one.text('relation') ?? ''
  if (!head || one.id === head.id || head.birth === undefined || one.birth === undefined) return undefined
  const gap = ageOn(head.birth, context.today) - ageOn(one.birth, context.today)
  const years = isChild(relation) ? gap : isParent(relation) ? -gap : undefined
  return years !== undefined && years < 12 ? `与户主关系是${labelOf('relation', relation)}，但两代只差${years}岁` : undefined
}

const DEATH = '01'

/** What cannot happen to the dead, and the day or month it happened. A pension of the month of death is still due. */
const livingEvents: readonly (readonly [register: string, field: string])[] = [
  ['postPay', 'month'], ['policyPayment', 'month'], ['insurance', 'medPaidOn'], ['work', 'from'], ['workPlan', 'plannedFrom'], ['publicPost', 'from'],
  ['training', 'from'], ['treatment', 'from'], ['educationAid', 'paidOn'], ['platformRequest', 'submittedOn']
]

function afterDeath(one: Member, subject: Subject): { text: string, register: string, record: string, field: string } | undefined {
  const died = dayOf(one.values, 'endedOn')
  if (died === undefined) return undefined
  for (const [register, field] of livingEvents) {
    const later = subject.entries(register).find(({ person, values }) => {
      const at = textOf(values, field) ?? ''
      return person === one && /^\d{4}-\d{2}/u.test(at) && at.slice(0, 10) > died.slice(0, at.slice(0, 10).length)
    })
    if (later) return { text: `${died}死亡，${textOf(later.values, field) ?? ''}还有${registerOf(register)?.title ?? register}`, register, record: later.id, field }
  }
  const signed = subject.entries('visit').find(({ values }) => textOf(values, 'signedBy') === one.name && (dayOf(values, 'startedAt') ?? '') > died)
  return signed && { text: `${died}死亡，${dayOf(signed.values, 'startedAt') ?? ''}还在走访记录上签字`, register: 'visit', record: signed.id, field: 'signedBy' }
}

export const identity: readonly Check[] = [
  member({ id: 'R002', severity: 'E', source: 'Gz1_01_002', sentence: '证件号码应为18位身份证或20、22位残疾人证', fields: ['idNo'] },
    ({ idNo }) => {
      if (idNo === '') return undefined
      const problem = idNumberProblem(idNo)
      if (problem === 'length') return `证件号码是${idNo.length}位，应为18、20或22位${idNo.length === 15 ? '（15位老号码请换成18位）' : ''}`
      return problem === 'characters' ? '证件号码里有不该有的字符' : undefined
    }),
  member({ id: 'R003', severity: 'E', source: 'Gz1_01_003,1_12_003,S01', sentence: '18位身份证的校验码应正确', fields: ['idNo'] },
    ({ idNo }) => idNo.length === 18 && badDigit(idNo)
      ? `证件号码（${tail(idNo)}）校验码不对，请对照证件${idNo.endsWith('000') ? '；末三位是000，多半是Excel丢失的' : ''}`
      : undefined),
  member({ id: 'R004', severity: 'E', source: 'Gz1_01_004,1_12_004', sentence: '残疾人证的前18位应通过身份证校验', fields: ['idNo'] },
    ({ idNo }) => (idNo.length === 20 || idNo.length === 22) && badDigit(idNo) ? `残疾人证（${tail(idNo)}）前18位校验码不对` : undefined),
  member({ id: 'R005', severity: 'E', source: 'S01', sentence: '出生年应在1900年到今年之间，月日应存在', fields: ['birthDate', 'idNo'] },
    (one, { context }) => {
      if (readable(one.idNo) && birthDateOf(one.idNo) === undefined) return { text: `证件号码里的出生日期${one.idNo.slice(6, 14)}不存在`, field: 'idNo' }
      const birth = birthDateOf(one.idNo) ?? one.text('birthDate')
      return birth !== undefined && (birth > context.today || yearOf(birth) < 1900) ? `出生日期${birth}不可能` : undefined
    }),
  member({ id: 'R006', severity: 'W', source: 'Gz4_01_003', sentence: '应有证件号码', fields: ['idNo'] },
    ({ idNo }) => idNo === '' ? '没有证件号码' : isPlaceholderId(idNo) ? '还是999999开头的临时号码' : undefined),
  member({ id: 'R007', severity: 'E', source: 'd', sentence: '出生日期应与证件号码第7至14位一致', fields: ['birthDate', 'idNo'] },
    one => {
      const [written, byId] = [one.text('birthDate'), isPlaceholderId(one.idNo) ? undefined : birthDateOf(one.idNo)]
      return written && byId && written !== byId ? `出生日期填${written}，证件号码上是${byId}` : undefined
    }),
  member({ id: 'R008', severity: 'E', source: 'd', sentence: '性别应与证件号码第17位一致', fields: ['sex', 'idNo'] },
    one => {
      const [written, byId] = [one.text('sex'), isPlaceholderId(one.idNo) ? undefined : sexOf(one.idNo)]
      return written && byId && written !== byId ? `性别填${labelOf('sex', written)}，证件号码上是${labelOf('sex', byId)}` : undefined
    }),
  member({ id: 'R009', severity: 'E', source: 'Gz3_01_001,S03', sentence: '与户主关系应填写且在规定的关系之内', fields: ['relation'] },
    one => {
      const relation = one.text('relation')
      if (relation === undefined) return '没有填与户主关系'
      return codeTable('relation').some(item => item.code === relation) ? undefined : `与户主关系“${relation}”不在规定的关系之内`
    }),
  household({ id: 'R010', severity: 'E', source: 'Gz3_02_012,3_11_001,S07', sentence: '一户应有户主', fields: ['relation'] },
    ({ active, all, head }) => {
      if (all.length === 0) return { text: '户内没有人', field: 'memberCount' }
      return active[0] && !head ? { text: `在户${active.length}人里没有户主`, register: 'person', record: active[0].id } : undefined
    }),
  household({ id: 'R011', severity: 'E', source: 'Gz3_02_011,3_11_002,S05', sentence: '一户只能有一个户主', fields: ['relation'] },
    subject => {
      const heads = withRelation(subject, new Set([HEAD]))
      return heads[1] && { text: `有${heads.length}个户主：${namesOf(heads)}`, register: 'person', record: heads[1].id }
    }),
  household({ id: 'R012', severity: 'W', source: 'S06', sentence: '户主的配偶不应多于一人', fields: ['relation'] },
    subject => {
      const found = withRelation(subject, spouses)
      return found[1] && { text: `有${found.length}个配偶：${namesOf(found)}`, register: 'person', record: found[1].id }
    }),
  member({ id: 'R013', severity: 'E', source: 'Gz2_02_001,2_11_003,S28', sentence: '户主与配偶的性别应不同', fields: ['sex', 'relation'] },
    (one, { head }) => {
      const sex = one.text('sex')
      return spouses.has(one.text('relation') ?? '') && sex && sex === head?.text('sex') ? `与户主${head.name}是配偶，性别都是${labelOf('sex', sex)}` : undefined
    }),
  member({ id: 'R014', severity: 'W', source: 'Gz2_01_004,2_12_008', sentence: '与户主关系应与性别相符', fields: ['relation', 'sex'] },
    one => {
      const [relation = '', sex] = [one.text('relation'), one.text('sex')]
      const wrong = (sex === '1' && females.has(relation)) || (sex === '2' && males.has(relation))
      return wrong ? `与户主关系是${labelOf('relation', relation)}，性别却是${labelOf('sex', sex ?? '')}` : undefined
    }),
  member({ id: 'R015', severity: 'W', source: 'd', sentence: '父母与子女至少相差12岁', fields: ['relation', 'birthDate'] }, generationGap),
  member({ id: 'R017', severity: 'W', source: 'S08,d', sentence: '政治面貌应在规定之内，党员应满18岁', fields: ['politicalStatus'] },
    one => {
      const status = one.text('politicalStatus')
      if (status === undefined) return undefined
      if (!codeTable('political').some(item => item.code === status)) return `政治面貌“${status}”不在规定之内`
      return ['01', '02'].includes(status) && one.age !== undefined && one.age < 18 ? `${one.age}岁，政治面貌却是${labelOf('political', status)}` : undefined
    }),
  member({ id: 'R018', severity: 'W', source: 'Gz2_01_001', sentence: '民族应填写', fields: ['ethnicity'] },
    one => isBlank(one.values, 'ethnicity') ? '没有填民族' : undefined),
  household({ id: 'R019', severity: 'W', source: 'Gz4_02_001,5_13_003,S15', sentence: '户联系电话应是11位手机号', fields: ['phone'] },
    ({ text }) => {
      const phone = text('phone')
      return phone === undefined ? '没有户联系电话' : mobile.test(phone) ? undefined : `户联系电话${phone.length}位，不是11位手机号`
    }),
  member({ id: 'R021', severity: 'I', source: 'Gz5_15_021', sentence: '同户的人务工在不同的县，登记的却是同一个电话', fields: ['phone', 'workPlace'] },
    (one, { active }) => {
      const [phone, place] = [one.text('phone'), one.text('workPlace')]
      if (phone === undefined || place === undefined) return undefined
      const after = active.slice(active.indexOf(one) + 1)
      const other = after.find(member => member.text('phone') === phone && (member.text('workPlace') ?? place) !== place)
      return other && `在${place}务工，${other.name}在${other.text('workPlace') ?? ''}务工，登记的是同一个电话（尾号${phone.slice(-4)}）`
    }),
  household({ id: 'R022', severity: 'W', source: 'd', sentence: '家庭人口数应与在户成员一致，年度人口数不应多于当期在户过的人', fields: ['memberCount'] },
    ({ household: values, income, active, all, context }) => {
      const [now, annual] = [numberOf(values, 'memberCount'), numberOf(income, 'countedMembers')]
      if (now !== undefined && now !== active.length) return `当前家庭人口数填${now}人，在户成员是${active.length}人`
      const from = textOf(income, 'from')
      const ever = all.filter(one => { const ended = one.text('endedOn'); return ended === undefined || from === undefined || ended.slice(0, 7) >= from })
      return annual !== undefined && annual > ever.length
        ? { text: `年度家庭人口数填${annual}人，当期在户过的只有${ever.length}人`, register: 'income', record: context.incomeId ?? '', field: 'countedMembers' } : undefined
    }),
  everyMember({ id: 'R023', severity: 'E', source: 'd,W69', sentence: '减少的成员应有时间和原因；死亡的人不应再有走访、发放和参保', fields: ['endReason', 'endedOn'] },
    (one, subject) => {
      const [on, reason] = [one.text('endedOn'), one.text('endReason')]
      if (on && !reason) return `${on}起不在户，没有填减少原因`
      if (reason && !on) return { text: `减少原因是${labelOf('memberDecrease', reason)}，没有填减少时间`, field: 'endedOn' }
      return reason === DEATH ? afterDeath(one, subject) : undefined
    })
]
