/**
 * The ten actions. Each is what it asks and a plan over the answers; nothing here writes. A new one is an entry
 * of the list and a code of the table lifeKind.
 */
import { codeTable, labelOf } from '../registers/codes.ts'
import type { Values } from '../registers/define.ts'
import { birthDateOf, idNumberProblem, sexOf } from '../registers/id-number.ts'
import { failed, ok } from '../result.ts'
import type { Ask, LifeAction, LifeAnswers, LifeContext, LifeEntry, LifeKind, LifeRecord, Seats } from './define.ts'
import { activeOf, carried, checkDay, chosenOf, Draft, headOf, houseName, isGone, leave, leftSeats, nameOf, namesOf, relationsTo, seat, setCount, textOf } from './house.ts'
import { comes, comingSeats, knownOf, warnYoung } from './newcomer.ts'
import { runningOfHouse, runningOfPerson } from './running.ts'

/** memberIncrease, memberDecrease, householdEnd. */
const BORN = '01', MARRIED_IN = '02', MOVED_IN = '03', SPLIT_IN = '07', OTHER_IN = '08'
const DIED = '01', MARRIED_OUT = '02', MOVED_OUT = '03'
const ALL_MOVED = '01', ALL_DIED = '02', JOINED = '03'

const ask = (name: Ask['name'], label: string, required = true): Ask => ({ name, label, required })
const NO_SEATS: Seats = { successors: null, heads: null, relations: [] }

interface Declared {
  readonly kind: LifeKind
  readonly code: string
  readonly title: string
  readonly hint: string
  readonly asks: readonly Ask[]
  readonly seats?: LifeAction['seats']
  /** Fills the draft; gives the title without the action's name, and who else is touched. */
  readonly draw: (draft: Draft, answers: LifeAnswers, context: LifeContext) => { readonly title: string; readonly people: string; readonly other?: string }
}

const action = ({ draw, seats = () => NO_SEATS, ...declared }: Declared): LifeAction => ({
  ...declared, seats,
  plan(answers, context) {
    const draft = new Draft()
    const { title, people, other } = draw(draft, answers, context)
    if (draft.problems.length > 0) return failed(draft.problems)
    if (answers.endRunning) for (const { register, record, fields } of draft.running) if (fields) draft.set(register, record, fields)
    const event = context.newId()
    const whole = `${declared.title}：${title}`
    draft.set('lifeEvent', event, filled({
      household: context.house.household.id, other: other ?? null, kind: declared.code, on: answers.on, title: whole, people,
      place: answers.place || null, proof: answers.proof || null, note: answers.note || null
    }))
    return ok({ title: whole, sentences: draft.sentences, entries: draft.entries.flatMap(changing(context)), warnings: draft.warnings, running: draft.running, event })
  }
})

/** What would only say again what stands there already is no change. */
function changing({ house, other }: LifeContext): (entry: LifeEntry) => readonly LifeEntry[] {
  const known = new Map([house, other].flatMap(one => one ? [one.household, ...one.members, ...one.others] : []).map(record => [record.id, record.values]))
  return entry => {
    const values = known.get(entry.record) ?? {}
    const fields = Object.fromEntries(Object.entries(entry.fields).filter(([field, value]) => value === null ? (values[field] ?? null) !== null : values[field] !== value))
    return Object.keys(fields).length > 0 ? [{ ...entry, fields }] : []
  }
}

const filled = (values: Values): Values => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))

const memberOf = (draft: Draft, { house, today }: LifeContext, id: string): LifeRecord | undefined => {
  const member = house.members.find(one => one.id === id)
  if (!member) draft.fail('person', '请选是谁')
  else if (isGone(member, today)) draft.fail('person', `${nameOf(member)}已经减少，登记过了`)
  else return member
  return undefined
}

function membersOf(draft: Draft, { house, today }: LifeContext, ids: readonly string[], what: string): readonly LifeRecord[] {
  const members = activeOf(house, today).filter(one => ids.includes(one.id))
  if (members.length === 0) draft.fail('people', what)
  else if (members.length < new Set(ids).size) draft.fail('people', '选的人里有已经不在这一户的，请重新选')
  return members
}

/** Takes these out of the village: end-dated, what runs for them named, the household left behind in order. */
function goes(draft: Draft, leaving: readonly LifeRecord[], answers: LifeAnswers, context: LifeContext, reason: string, houseEnd: string): void {
  const { house } = context
  const dead = reason === DIED
  for (const person of leaving) {
    draft.set('person', person.id, { endedOn: answers.on, endReason: reason })
    draft.running.push(...runningOfPerson(house.others, person.id, { on: answers.on, dead, name: nameOf(person) }))
  }
  const left = leave(draft, house, new Set(leaving.map(({ id }) => id)), answers, context, houseEnd)
  if (left === 'ends') draft.running.push(...runningOfHouse(house.others, { on: answers.on, dead }).filter(one => !draft.running.some(known => known.record === one.record)))
}

const leavingSeats = (people: (answers: LifeAnswers) => readonly string[]): LifeAction['seats'] => (answers, { house, today }) =>
  ({ ...leftSeats(house, new Set(people(answers)), answers.successor, today), heads: null })

const warnMonitored = (draft: Draft, { household }: LifeContext['house'], text: string): void => {
  if (textOf(household, 'monitorCategory') !== '' && household.values['riskEliminated'] !== true) draft.warnings.push(text)
}

const birth = action({
  kind: 'birth', code: '01', title: '出生', hint: '家里添了孩子。出生日期就是增加时间。',
  asks: [ask('on', '出生日期'), ask('newcomer', '孩子'), ask('proof', '出生医学证明编号', false)],
  seats: comingSeats,
  draw(draft, answers, context) {
    const name = comes(draft, { ...answers, person: '', newcomer: { ...answers.newcomer, birthDate: answers.on } }, context, BORN)
    const told = birthDateOf(String(answers.newcomer['idNo'] ?? ''))
    if (told !== undefined && told !== answers.on) draft.fail('on', `证件号码上的出生日期是 ${told}`)
    const house = houseName(context.house, context.today)
    draft.sentences.unshift(`${name} 从 ${answers.on} 起登记在 ${house}`)
    return { title: `${name} 生在 ${house}`, people: name }
  }
})

const death = action({
  kind: 'death', code: '02', title: '死亡', hint: '有人去世。人从花名册上减少，以前的资料都保留。',
  asks: [ask('person', '谁'), ask('on', '死亡日期'), ask('proof', '死亡证明编号', false), ask('successor', '由谁当户主')],
  seats: leavingSeats(({ person }) => [person]),
  draw(draft, answers, context) {
    const person = memberOf(draft, context, answers.person)
    checkDay(draft, answers.on, person ? [person.values] : [], context.today)
    if (!person) return { title: '', people: '' }
    const house = houseName(context.house, context.today)
    draft.sentences.push(`${nameOf(person)} 从 ${answers.on} 起减少，原因是死亡`)
    goes(draft, [person], answers, context, DIED, ALL_DIED)
    return { title: `${nameOf(person)}（${house}）`, people: nameOf(person) }
  }
})

/** 婚入 and 迁入 differ in the reason and in what they look at twice. */
const coming = (declared: Pick<Declared, 'kind' | 'code' | 'title' | 'hint' | 'asks'>, reasonOf: (answers: LifeAnswers) => string, look: (draft: Draft, values: Values, answers: LifeAnswers) => void): LifeAction => action({
  ...declared, seats: comingSeats,
  draw(draft, answers, context) {
    const known = knownOf(answers, context)
    const [house, from] = [houseName(context.house, context.today), known && context.other ? houseName(context.other, context.today) : '']
    const name = comes(draft, answers, context, reasonOf(answers))
    look(draft, known?.values ?? answers.newcomer, answers)
    draft.sentences.unshift(`${name} 从 ${answers.on} 起登记在 ${house}`)
    const other = known && context.other ? { other: context.other.household.id } : {}
    return { title: `${name} 到 ${house}${from && `，从 ${from}转来`}`, people: name, ...other }
  }
})

const marryIn = coming({
  kind: 'marryIn', code: '03', title: '婚入', hint: '媳妇、女婿或再婚的人进这一户。本村的人转来，资料跟着转。',
  asks: [ask('newcomer', '进门的人'), ask('on', '婚入日期'), ask('place', '从何处来', false), ask('proof', '结婚证号', false), ask('successor', '原户由谁当户主')]
}, () => MARRIED_IN, (draft, values, { on }) => warnYoung(draft, values, on))

const MOVE_IN_REASONS = ['03', '04', '05', '06', '08'] as const
const moveIn = coming({
  kind: 'moveIn', code: '05', title: '迁入', hint: '户口迁入、退役返乡、刑满释放、收养等，除出生和婚入以外的增加。',
  asks: [ask('newcomer', '迁入的人'), ask('on', '迁入日期'), ask('reason', '增加原因'), ask('place', '从何处来', false), ask('proof', '准迁证等凭证号', false), ask('successor', '原户由谁当户主')]
}, ({ reason }) => reason || MOVED_IN, (draft, _, { reason }) => {
  if (reason !== '' && !MOVE_IN_REASONS.some(code => code === reason)) draft.fail('reason', '出生、婚入、分户有各自的登记，请换一项')
})

const marryOut = action({
  kind: 'marryOut', code: '04', title: '婚出', hint: '嫁到外村或上门到外村。嫁在本村的，请在对方那一户做“婚入”。',
  asks: [ask('person', '谁'), ask('on', '婚出日期'), ask('place', '到何处去', false), ask('proof', '结婚证号', false), ask('successor', '由谁当户主')],
  seats: leavingSeats(({ person }) => [person]),
  draw(draft, answers, context) {
    const person = memberOf(draft, context, answers.person)
    checkDay(draft, answers.on, person ? [person.values] : [], context.today)
    if (!person) return { title: '', people: '' }
    warnYoung(draft, person.values, answers.on)
    const house = houseName(context.house, context.today)
    draft.sentences.push(`${nameOf(person)} 从 ${answers.on} 起减少，原因是婚出${answers.place && `，去 ${answers.place}`}`)
    goes(draft, [person], answers, context, MARRIED_OUT, ALL_MOVED)
    return { title: `${nameOf(person)} 离开 ${house}${answers.place && `，到 ${answers.place}`}`, people: nameOf(person) }
  }
})

/** What is neither death, marriage nor a division. */
const moveOutReasons: readonly string[] = codeTable('memberDecrease').map(({ code }) => code).filter(code => ![DIED, MARRIED_OUT, '10'].includes(code))

const moveOut = action({
  kind: 'moveOut', code: '06', title: '迁出', hint: '户口迁出、参军、服刑、进城不再共享收支等。可以几个人一起，全家都选就是整户迁出。',
  asks: [ask('people', '哪些人'), ask('on', '迁出日期'), ask('reason', '减少原因'), ask('place', '到何处去', false), ask('proof', '迁移证等凭证号', false), ask('successor', '由谁当户主')],
  seats: leavingSeats(({ people }) => people),
  draw(draft, answers, context) {
    const people = membersOf(draft, context, answers.people, '请选迁出的人')
    checkDay(draft, answers.on, people.map(({ values }) => values), context.today)
    const reason = answers.reason || MOVED_OUT
    if (!moveOutReasons.includes(reason)) draft.fail('reason', '死亡、婚出、分户有各自的登记，请换一项')
    if (people.length === 0) return { title: '', people: '' }
    const house = houseName(context.house, context.today)
    draft.sentences.push(`${namesOf(people)} 从 ${answers.on} 起减少，原因是${labelOf('memberDecrease', reason)}`)
    goes(draft, people, answers, context, reason, ALL_MOVED)
    return { title: `${namesOf(people)} 离开 ${house}${answers.place && `，到 ${answers.place}`}`, people: namesOf(people) }
  }
})

/** What a household that divides off has in common with the one it comes from. */
const COPIED = [
  'naturalVillage', 'villagerGroup', 'address', 'householdType', 'povertyAttribute', 'identStandard', 'originalCause', 'identifiedYear', 'exitYear',
  'monitorCategory', 'monitorFrom', 'risks', 'riskEliminated', 'eliminatedOn', 'eliminationMode'
] as const

const split = action({
  kind: 'split', code: '07', title: '分户', hint: '一家分成两家。分出去的人和他们的个人台账一起到新户，地址、组和户类型照抄。',
  asks: [ask('people', '哪些人分出去'), ask('on', '分户日期'), ask('proof', '户口簿号', false), ask('successor', '原户由谁当户主')],
  seats(answers, { house, today }) {
    const movers = activeOf(house, today).filter(one => answers.people.includes(one.id))
    const left = leftSeats(house, new Set(answers.people), answers.successor, today)
    return { successors: left.successors, heads: movers, relations: [...relationsTo(chosenOf(movers, answers.head), movers, headOf(house, today)), ...left.relations] }
  },
  draw(draft, answers, context) {
    const { house, today } = context
    const movers = membersOf(draft, context, answers.people, '请选分出去的人')
    checkDay(draft, answers.on, movers.map(({ values }) => values), today)
    if (movers.length > 0 && movers.length === activeOf(house, today).length) draft.fail('people', '全家都分出去就不是分户了；要搬走请做“迁出”，要并到别家请做“合户”')
    const head = chosenOf(movers, answers.head)
    if (!head) {
      if (movers.length > 0) draft.fail('head', '请选新户由谁当户主')
      return { title: '', people: '' }
    }
    const made = context.newId()
    const copied = Object.fromEntries(COPIED.flatMap(field => house.household.values[field] === undefined || house.household.values[field] === null ? [] : [[field, house.household.values[field]]]))
    const counted: Values = typeof house.household.values['memberCount'] === 'number' ? { memberCount: movers.length } : {}
    draft.set('household', made, { ...copied, ...counted, ...filled({ phone: textOf(head, 'phone') || null }) })
    const name = houseName(house, today)
    draft.sentences.push(`新立 ${nameOf(head)} 户：${namesOf(movers)}`, `个人台账随人转到新户；收支、土地、住房等户的记录留在 ${name}`)
    seat(draft, head, relationsTo(head, movers, headOf(house, today)), answers)
    for (const mover of movers) {
      draft.set('person', mover.id, { household: made, joinedOn: answers.on, joinReason: SPLIT_IN })
      for (const record of carried(house, mover.id)) draft.set(record.register, record.id, { household: made })
    }
    leave(draft, house, new Set(movers.map(({ id }) => id)), answers, context, '')
    warnMonitored(draft, house, '原户是监测对象：新户先按同样的监测情况登记，请村里按程序核定')
    draft.warnings.push('新户还没有户编号，系统给了号以后补上')
    return { title: `${namesOf(movers)} 从 ${name}分出`, people: namesOf(movers), other: made }
  }
})

const merge = action({
  kind: 'merge', code: '08', title: '合户', hint: '这一户全部并到另一户，这一户销户。',
  asks: [ask('household', '并到哪一户'), ask('on', '合户日期'), ask('proof', '户口簿号', false)],
  seats(_, { house, other, today }) {
    const head = other ? headOf(other, today) : undefined
    return { successors: null, heads: null, relations: relationsTo(head, activeOf(house, today), undefined) }
  },
  draw(draft, answers, context) {
    const { house, other, today } = context
    const movers = activeOf(house, today)
    checkDay(draft, answers.on, movers.map(({ values }) => values), today)
    const head = other && headOf(other, today)
    if (movers.length === 0) draft.fail('household', '这一户没有在册成员')
    if (!other || other.household.id === house.household.id) draft.fail('household', '请选并到哪一户')
    else if (isGone(other.household, today)) draft.fail('household', `${houseName(other, today)}已经销户，不能并入`)
    else if (other.household.village !== house.household.village) draft.fail('household', '不是同一个村的户，不能合户；请这边做“迁出”，那边做“迁入”')
    else if (!head) draft.fail('household', `${houseName(other, today)}现在没有户主，请先做“户主变更”`)
    if (!other || !head || draft.problems.length > 0) return { title: '', people: '' }
    const [from, into] = [houseName(house, today), houseName(other, today)]
    seat(draft, head, relationsTo(head, movers, undefined), answers)
    for (const mover of movers) {
      draft.set('person', mover.id, { household: other.household.id, joinedOn: answers.on, joinReason: OTHER_IN })
      for (const record of carried(house, mover.id)) draft.set(record.register, record.id, { household: other.household.id })
    }
    setCount(draft, house, 0)
    setCount(draft, other, activeOf(other, today).length + movers.length)
    draft.set('household', house.household.id, { endedOn: answers.on, endReason: JOINED })
    draft.running.push(...runningOfHouse(house.others, { on: answers.on, dead: false }))
    draft.sentences.push(`${namesOf(movers)} 转到 ${into}，个人台账随人转`, `${from}从 ${answers.on} 起销户；收支和户的记录留在原户`)
    if (textOf(other.household, 'monitorCategory') === '') warnMonitored(draft, house, `${from}是监测对象，${into}不是：请村里按程序核定合户以后的监测情况`)
    return { title: `${from}并入 ${into}`, people: namesOf(movers), other: other.household.id }
  }
})

const changeHead = action({
  kind: 'changeHead', code: '09', title: '户主变更', hint: '换一个人当户主。每个人与户主的关系要重新选。',
  asks: [ask('successor', '新户主'), ask('on', '变更日期'), ask('proof', '户口簿号', false)],
  seats(answers, { house, today }) {
    const [head, active] = [headOf(house, today), activeOf(house, today)]
    const successors = active.filter(one => one.id !== head?.id)
    return { successors, heads: null, relations: relationsTo(chosenOf(successors, answers.successor), active, head) }
  },
  draw(draft, answers, context) {
    const { house, today } = context
    const [head, active] = [headOf(house, today), activeOf(house, today)]
    const successors = active.filter(one => one.id !== head?.id)
    checkDay(draft, answers.on, [], today)
    const successor = chosenOf(successors, answers.successor)
    if (isGone(house.household, today)) draft.fail('successor', '这一户已经销户')
    else if (successors.length === 0) draft.fail('successor', '这一户没有别的人可以当户主')
    else if (!successor) draft.fail('successor', '请选新户主')
    if (!successor) return { title: '', people: '' }
    checkDay(draft, answers.on || today, [successor.values], today)
    seat(draft, successor, relationsTo(successor, active, head), answers)
    draft.sentences.push(`${nameOf(successor)} 从 ${answers.on} 起当户主${head ? `，${nameOf(head)} 改为家庭成员` : ''}`)
    return { title: head ? `${nameOf(head)} 换成 ${nameOf(successor)}` : `${nameOf(successor)} 当户主`, people: nameOf(successor) }
  }
})

const newIdCard = action({
  kind: 'newIdCard', code: '10', title: '换证', hint: '证件号码变了，或原来没有号码现在有了。旧号码留着，还能查到。',
  asks: [ask('person', '谁'), ask('idNo', '新证件号码'), ask('on', '换证日期')],
  draw(draft, answers, context) {
    const person = memberOf(draft, context, answers.person)
    checkDay(draft, answers.on, person ? [person.values] : [], context.today)
    const { idNo } = answers
    if (idNo === '') draft.fail('idNo', '请填新证件号码')
    if (!person) return { title: '', people: '' }
    const old = textOf(person, 'idNo')
    if (idNo !== '' && idNo === old) draft.fail('idNo', '和现在的号码一样')
    const others = context.holders.filter(({ id }) => id !== person.id)
    if (idNo !== '' && others.length > 0) draft.fail('idNo', `这个号码本村已登记在：${others.map(({ title }) => title).join('；')}`)
    draft.set('person', person.id, { idNo, ...(old !== '' && { formerIdNos: joinedNumbers(textOf(person, 'formerIdNos'), old) }), ...toldBy(draft, person, idNo) })
    draft.sentences.push(old === '' ? `${nameOf(person)} 补上证件号码` : `${nameOf(person)} 换成新号码，旧号码记在“曾用证件号码”`)
    return { title: `${nameOf(person)} ${old === '' ? '补上' : '更换'}证件号码`, people: nameOf(person) }
  }
})

const joinedNumbers = (former: string, old: string): string => [...new Set([...former.split('、').filter(Boolean), old])].join('、')

/** A number that is right in itself is believed over what was typed before; one that is not says nothing. */
function toldBy(draft: Draft, { values }: LifeRecord, idNo: string): Values {
  if (idNo === '') return {}
  if (idNumberProblem(idNo) !== null) {
    draft.warnings.push('新号码的校验码不对，请对照证件再看一遍')
    return {}
  }
  const told: Record<string, string> = {}
  const [birth, sex] = [birthDateOf(idNo), sexOf(idNo)]
  if (birth !== undefined && values['birthDate'] !== birth) {
    told['birthDate'] = birth
    if (values['birthDate']) draft.warnings.push(`出生日期随新号码由 ${String(values['birthDate'])} 改为 ${birth}`)
  }
  if (sex !== undefined && values['sex'] !== sex) {
    told['sex'] = sex
    if (values['sex']) draft.warnings.push(`性别随新号码改为${labelOf('sex', sex)}`)
  }
  return told
}

export const lifeActions: readonly LifeAction[] = [birth, death, marryIn, marryOut, moveIn, moveOut, split, merge, changeHead, newIdCard]

const byKind: ReadonlyMap<string, LifeAction> = new Map(lifeActions.map(one => [one.kind, one]))
export const lifeAction = (kind: LifeKind): LifeAction => byKind.get(kind)!

/** Codes a person may choose from where an action asks for its reason. */
export const reasonsOf = (kind: LifeKind): { readonly table: 'memberIncrease' | 'memberDecrease'; readonly codes: readonly string[]; readonly usual: string } | null =>
  kind === 'moveIn' ? { table: 'memberIncrease', codes: MOVE_IN_REASONS, usual: MOVED_IN } : kind === 'moveOut' ? { table: 'memberDecrease', codes: moveOutReasons, usual: MOVED_OUT } : null
