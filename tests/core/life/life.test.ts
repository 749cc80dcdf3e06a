import { describe, expect, it } from 'vitest'
import { LIFE_KINDS, lifeAction, lifeActions, NEWCOMER, noAnswers, type LifeAnswers, type LifeKind } from '#core/life/index.ts'
import { codeTable } from '#core/registers/codes.ts'
import { fieldOf } from '#core/registers/index.ts'
import { refuseFields } from '../../../src/db/ledger-gate.ts'
import { around, fieldsOf, houseOf, idOf, li, made, member, planned, planOf, problems, record, TODAY, VILLAGE, wang, withMember } from './family.ts'

const baby = { newcomer: { name: '李小花', sex: '2' }, relations: { [NEWCOMER]: '42' } }
const wife = { newcomer: { name: '赵春', idNo: idOf('1990-04-05', '2') }, relations: { [NEWCOMER]: '10' } }
const sonHeads = { successor: 'li-zi', relations: { 'li-xi': '10', 'li-sun': '20' } }

/** One good set of answers for each action, to be spoilt one at a time. */
const GOOD: Readonly<Record<LifeKind, Partial<LifeAnswers>>> = {
  birth: baby,
  death: { person: 'li-mu' },
  marryIn: wife,
  marryOut: { person: 'li-xi' },
  moveIn: { ...wife, reason: '03' },
  moveOut: { people: ['li-mu'] },
  split: { people: ['li-zi', 'li-xi', 'li-sun'], head: 'li-zi', relations: { 'li-xi': '10', 'li-sun': '20' } },
  merge: { relations: { 'li-da': '71', 'li-qi': '72', 'li-zi': '93', 'li-xi': '97', 'li-sun': '97', 'li-mu': '52' } },
  changeHead: sonHeads,
  newIdCard: { person: 'li-da', idNo: idOf('1960-05-01', '1', '77') }
}
const contextOf = (kind: LifeKind, today = TODAY) => around(li, { today, ...(kind === 'merge' && { other: wang }) })

describe('every action', () => {
  it('has a code of its own in the table of kinds, by the same name', () => {
    expect(lifeActions.map(({ kind }) => kind)).toEqual([...LIFE_KINDS])
    expect(lifeActions.map(({ code, title }) => ({ code, label: title }))).toEqual(codeTable('lifeKind').map(({ code, label }) => ({ code, label })))
  })
  it.each(LIFE_KINDS)('%s: is one plan of declared fields, with a record of the event all its changes can name', kind => {
    const plan = planned(kind, GOOD[kind], contextOf(kind))
    for (const { register, fields } of plan.entries) expect(() => refuseFields(register, fields)).not.toThrow()
    const [event] = made(plan, 'lifeEvent')
    expect(event).toMatchObject({ record: plan.event, fields: { household: 'house-li', kind: lifeAction(kind).code, on: TODAY, title: plan.title } })
    expect(plan.title.startsWith(`${lifeAction(kind).title}：`)).toBe(true)
    expect(plan.sentences.length).toBeGreaterThan(0)
    expect(new Set(plan.entries.map(entry => entry.record)).size).toBe(plan.entries.length)
  })
  it.each(LIFE_KINDS)('%s: without a day, on a day that is none, or after today nothing is planned; today itself is good', kind => {
    for (const on of ['', '2026-02-30', '20261120', '2026-11-21']) expect(problems(kind, { ...GOOD[kind], on }, contextOf(kind))).toContain('on')
    expect(problems(kind, { ...GOOD[kind], on: TODAY }, contextOf(kind))).toEqual([])
  })
  it.each(LIFE_KINDS)('%s: asked with nothing answered it names what is missing and plans nothing', kind => {
    const plan = lifeAction(kind).plan(noAnswers, around())
    expect(plan.ok).toBe(false)
  })
  it.each([
    ['death', 'li-mu', '1936-12-12'], ['marryOut', 'li-xi', '1987-01-11'], ['newIdCard', 'li-da', '1960-05-01']
  ] as const)('%s: on the birthday itself it is taken, on the day before it is not', (kind, _, birth) => {
    const before = `${birth.slice(0, 8)}${String(Number(birth.slice(8)) - 1).padStart(2, '0')}`
    expect(problems(kind, { ...GOOD[kind], on: birth }, contextOf(kind))).toEqual([])
    if (Number(birth.slice(8)) > 1) expect(problems(kind, { ...GOOD[kind], on: before }, contextOf(kind))).toEqual(['on'])
  })
  it.each(['death', 'marryOut', 'newIdCard'] as const)('%s: somebody already gone is not registered again', kind => {
    const house = withMember(li, String(GOOD[kind].person), { endedOn: '2026-01-01', endReason: '03' })
    expect(problems(kind, GOOD[kind], around(house))).toEqual(['person'])
  })
  it('what stands there already is not written again', () => {
    expect(fieldsOf(planned('changeHead', { ...sonHeads, relations: { ...sonHeads.relations, 'li-mu': '52' } }), 'li-mu')).toBeUndefined()
    expect(planned('merge', GOOD.merge, contextOf('merge')).entries.some(entry => entry.record === 'wang-er')).toBe(false)
  })
})

describe('出生', () => {
  it('the child stands in the household from its birthday, counted', () => {
    const plan = planned('birth', { ...baby, on: '2026-11-02' })
    expect(made(plan, 'person')[0]!.fields).toEqual({ household: 'house-li', name: '李小花', sex: '2', birthDate: '2026-11-02', relation: '42', joinedOn: '2026-11-02', joinReason: '01' })
    expect(fieldsOf(plan, 'house-li')).toEqual({ memberCount: 7 })
    expect(plan.warnings.join()).toContain('换证')
  })
  it.each([
    ['no name', { newcomer: { sex: '2' } }, ['name']],
    ['no sex', { newcomer: { name: '李小花' } }, ['sex']],
    ['sex by the number', { newcomer: { name: '李小花', idNo: idOf(TODAY, '2') } }, []],
    ['a number of another day', { newcomer: { name: '李小花', idNo: idOf('2026-11-19', '2') } }, ['on']],
    ['no relation', { relations: {} }, ['relation:newcomer']],
    ['a second head', { relations: { [NEWCOMER]: '02' } }, ['relation:newcomer']],
    ['a relation there is not', { relations: { [NEWCOMER]: 'xx' } }, ['relation:newcomer']]
  ])('%s', (_, answers, fields) => expect(problems('birth', { ...baby, ...answers })).toEqual(fields))
  it('a household without a head takes nobody before it has one', () => {
    expect(problems('birth', baby, around(withMember(li, 'li-da', { endedOn: '2026-01-01', endReason: '01' })))).toEqual(['household'])
  })
})

describe('死亡', () => {
  it('a member who is not the head: one day, one reason, nobody else is asked anything', () => {
    const plan = planned('death', { person: 'li-mu', on: '2026-11-01' })
    expect(fieldsOf(plan, 'li-mu')).toEqual({ endedOn: '2026-11-01', endReason: '01' })
    expect(plan.entries.filter(entry => entry.register === 'person')).toHaveLength(1)
    expect(lifeAction('death').seats({ ...noAnswers, person: 'li-mu' }, around())).toEqual({ successors: null, heads: null, relations: [] })
  })
  it('U-03: the head: somebody else heads it and everybody has a relation to them; what follows is suggested', () => {
    const seats = lifeAction('death').seats({ ...noAnswers, person: 'li-da', successor: 'li-qi' }, around())
    expect(seats.successors!.map(({ id }) => id)).toEqual(['li-qi', 'li-zi', 'li-xi', 'li-sun', 'li-mu'])
    expect(Object.fromEntries(seats.relations.map(({ person, suggested }) => [person, suggested]))).toEqual({ 'li-zi': '20', 'li-xi': '38', 'li-sun': '41', 'li-mu': '54' })
    const plan = planned('death', { person: 'li-da', successor: 'li-qi' })
    expect(fieldsOf(plan, 'li-qi')).toEqual({ relation: '02' })
    expect(fieldsOf(plan, 'li-mu')).toEqual({ relation: '54' })
    expect(fieldsOf(plan, 'li-zi')).toBeUndefined()
    expect(fieldsOf(plan, 'li-da')).toEqual({ endedOn: TODAY, endReason: '01' })
  })
  it('the head without a successor, or with a relation that does not follow and was not given, is not planned', () => {
    expect(problems('death', { person: 'li-da' })).toEqual(['successor'])
    expect(problems('death', { person: 'li-da', successor: 'li-da' })).toEqual(['successor'])
    expect(problems('death', { person: 'li-da', successor: 'li-zi' })).toEqual(['relation:li-xi', 'relation:li-sun'])
  })
  it('what still runs is ended when agreed and named either way; a loan is named and stays', () => {
    const dies = { person: 'li-da', ...sonHeads }
    const plan = planned('death', dies)
    expect(plan.running.map(({ record, fields }) => [record, fields !== null])).toEqual([['post-da', true], ['loan-da', false]])
    expect(fieldsOf(plan, 'post-da')).toEqual({ inPost: false, leftOn: TODAY, leftReason: '08' })
    expect(plan.running[1]!.text).toContain('30000.00 元没还清')
    const left = planned('death', { ...dies, endRunning: false })
    expect(left.running).toHaveLength(2)
    expect(fieldsOf(left, 'post-da')).toBeUndefined()
  })
  it('insurance of this year is named for who died, work ends in that month, a voided line is nothing', () => {
    const plan = planned('death', { person: 'li-zi' })
    expect(plan.running.map(one => one.record)).toEqual(['ins-zi', 'work-zi'])
    expect(fieldsOf(plan, 'work-zi')).toEqual({ to: '2026-11' })
    expect(planned('marryOut', { person: 'li-zi' }).running.map(one => one.record)).toEqual(['work-zi'])
  })
  it('U-03: a household of one is closed by it, its pairing ended', () => {
    const house = { ...houseOf(1), others: [record('pairing', 'pair', { household: 'house-n', from: '2025-01-01' })] }
    const plan = planned('death', { person: 'house-n-p0' }, around(house))
    expect(fieldsOf(plan, 'house-n')).toEqual({ endedOn: TODAY, endReason: '02' })
    expect(fieldsOf(plan, 'pair')).toEqual({ to: TODAY, endReason: '已销户' })
  })
  it('of two the one left heads the household without being asked', () => {
    expect(fieldsOf(planned('death', { person: 'wang-er' }, around(wang)), 'wang-qi')).toEqual({ relation: '02' })
  })
})

describe('婚入 and 迁入', () => {
  it('somebody new: sex and birthday from the number', () => {
    expect(made(planned('marryIn', wife), 'person')[0]!.fields).toMatchObject({ name: '赵春', sex: '2', birthDate: '1990-04-05', relation: '10', joinReason: '02', household: 'house-li' })
  })
  it('a number somebody of the village carries is not registered twice', () => {
    expect(problems('marryIn', wife, around(li, { holders: [{ id: 'wang-qi', title: '何兰（王二户）' }] }))).toEqual(['idNo'])
  })
  it('a known person is moved with the record and the lines about them; nothing is written twice', () => {
    const other = { ...wang, others: [record('insurance', 'ins-lan', { household: 'house-wang', person: 'wang-qi', year: 2026 }), record('income', 'inc', { household: 'house-wang' })] }
    const plan = planned('marryIn', { person: 'wang-qi', relations: { 'wang-qi': '10' } }, around(li, { other }))
    expect(fieldsOf(plan, 'wang-qi')).toEqual({ household: 'house-li', joinedOn: TODAY, joinReason: '02' })
    expect(fieldsOf(plan, 'ins-lan')).toEqual({ household: 'house-li' })
    expect(fieldsOf(plan, 'inc')).toBeUndefined()
    expect(made(plan, 'person')).toEqual([])
    expect(made(plan, 'lifeEvent')[0]!.fields).toMatchObject({ other: 'house-wang', title: '婚入：何兰 到 李大 户，从 王二 户转来' })
  })
  it('a known head leaves a household that needs another, the last one leaves one that is closed', () => {
    const head = { person: 'wang-er', relations: { 'wang-er': '28' } }
    expect(fieldsOf(planned('marryIn', head, around(li, { other: wang })), 'wang-qi')).toEqual({ relation: '02' })
    const three = { ...wang, members: [...wang.members, member('house-wang', 'wang-zi', '王小', '20', '1', '2000-01-01')] }
    expect(problems('marryIn', head, around(li, { other: three }))).toEqual(['successor'])
    const alone = { ...wang, members: wang.members.slice(0, 1) }
    expect(fieldsOf(planned('marryIn', head, around(li, { other: alone })), 'house-wang')).toEqual({ endedOn: TODAY, endReason: '03' })
  })
  it('U-03: who married out and comes back, to this household or another, is on the roster again; who died is not', () => {
    const gone = { endedOn: '2020-05-01', endReason: '02' }
    const back = planned('marryIn', { person: 'li-xi', relations: { 'li-xi': '38' } }, around(withMember(li, 'li-xi', gone)))
    expect(fieldsOf(back, 'li-xi')).toEqual({ endedOn: null, endReason: null, joinedOn: TODAY, joinReason: '02' })
    const elsewhere = around(wang, { other: withMember(li, 'li-xi', gone) })
    expect(fieldsOf(planned('marryIn', { person: 'li-xi', relations: { 'li-xi': '10' } }, elsewhere), 'li-xi')).toMatchObject({ household: 'house-wang', endedOn: null, endReason: null })
    const dead = around(wang, { other: withMember(li, 'li-xi', { ...gone, endReason: '01' }) })
    expect(problems('marryIn', { person: 'li-xi', relations: { 'li-xi': '10' } }, dead)).toEqual(['person'])
    expect(problems('marryIn', { person: 'li-xi', relations: { 'li-xi': '38' } })).toEqual(['person'])
  })
  it('U-03: from another village of the laptop the record is ended there and begun here', () => {
    const far = { household: record('household', 'house-far', {}, '530521103205'), members: [{ ...member('house-far', 'far-1', '何远', '30', '2', '1995-01-01', { ethnicity: '01', joinedOn: '2001-01-01' }), village: '530521103205' }, { ...member('house-far', 'far-0', '何父', '02', '1', '1965-01-01'), village: '530521103205' }], others: [record('work', 'far-work', { household: 'house-far', person: 'far-1', from: '2026-01' }, '530521103205')] }
    const plan = planned('marryIn', { person: 'far-1', relations: { 'far-1': '38' } }, around(li, { other: far }))
    expect(fieldsOf(plan, 'far-1')).toEqual({ endedOn: TODAY, endReason: '03' })
    expect(made(plan, 'person')[0]!.fields).toMatchObject({ name: '何远', ethnicity: '01', household: 'house-li', relation: '38', joinedOn: TODAY })
    expect(fieldsOf(plan, 'far-work')).toBeUndefined()
  })
  it.each([
    ['the day of the 20th birthday', '2006-11-20', 0], ['a day before it', '2006-11-21', 1]
  ])('a bride on %s', (_, birth, warnings) => {
    expect(planned('marryIn', { newcomer: { name: '赵春', idNo: idOf(birth, '2') }, relations: { [NEWCOMER]: '10' } }).warnings.filter(text => text.includes('婚龄'))).toHaveLength(warnings)
  })
  it('U-03: a household that had moved away as a whole is opened again by who returns, a joined one is not', () => {
    const away = (endReason: string) => around({ ...houseOf(1), household: record('household', 'house-n', { endedOn: '2025-01-01', endReason }), members: [member('house-n', 'n0', '赵甲', '02', '1', '1960-01-01', { endedOn: '2025-01-01', endReason: '03' })] })
    const plan = planned('moveIn', { person: 'n0', reason: '03' }, away('01'))
    expect(fieldsOf(plan, 'house-n')).toEqual({ endedOn: null, endReason: null })
    expect(fieldsOf(plan, 'n0')).toMatchObject({ endedOn: null, endReason: null })
    expect(problems('moveIn', { person: 'n0', reason: '03' }, away('03'))).toEqual(['household'])
  })
  it.each([['03', []], ['05', []], ['08', []], ['01', ['reason']], ['02', ['reason']], ['07', ['reason']]])('迁入 for reason %s: %j', (reason, fields) =>
    expect(problems('moveIn', { ...wife, reason })).toEqual(fields))
})

describe('婚出 and 迁出', () => {
  it('several go in one action, and the title names four of them at most', () => {
    const house = houseOf(15)
    const plan = planned('moveOut', { people: house.members.slice(1, 7).map(({ id }) => id), place: '昆明' }, around(house))
    expect(plan.entries.filter(entry => entry.fields['endedOn'] === TODAY)).toHaveLength(6)
    expect(plan.title).toBe('迁出：赵乙、赵丙、赵丁、赵戊等 6 人 离开 赵甲 户，到 昆明')
  })
  it('U-03: all fifteen move out: the household is closed as moved, nobody is asked to head it', () => {
    const house = houseOf(15)
    const plan = planned('moveOut', { people: house.members.map(({ id }) => id) }, around(house))
    expect(fieldsOf(plan, 'house-n')).toEqual({ endedOn: TODAY, endReason: '01' })
    expect(plan.entries.filter(entry => entry.register === 'person')).toHaveLength(15)
  })
  it('fourteen of fifteen with the head: the one left heads the household', () => {
    const house = houseOf(15)
    const plan = planned('moveOut', { people: house.members.slice(0, 14).map(({ id }) => id) }, around(house))
    expect(fieldsOf(plan, 'house-n')).toBeUndefined()
    expect(fieldsOf(plan, 'house-n-p14')).toEqual({ relation: '02' })
  })
  it.each([['03', []], ['05', []], ['11', []], ['01', ['reason']], ['02', ['reason']], ['10', ['reason']], ['99', ['reason']]])('迁出 for reason %s: %j', (reason, fields) =>
    expect(problems('moveOut', { people: ['li-mu'], reason })).toEqual(fields))
  it('nobody chosen, or somebody of another household, is refused', () => {
    expect(problems('moveOut', { people: [] })).toEqual(['people'])
    expect(problems('moveOut', { people: ['li-mu', 'wang-er'] })).toEqual(['people'])
  })
})

describe('分户', () => {
  it('a new household with the old one’s place, the movers with their lines, and both counted', () => {
    const plan = planned('split', GOOD.split)
    const [house] = made(plan, 'household')
    expect(house!.fields).toEqual({ villagerGroup: '3组', naturalVillage: '大寨子', address: '大寨子 7 号', householdType: '01', memberCount: 3, phone: '13887500001' })
    expect(fieldsOf(plan, 'li-zi')).toEqual({ household: house!.record, relation: '02', joinedOn: TODAY, joinReason: '07' })
    expect(fieldsOf(plan, 'li-xi')).toMatchObject({ household: house!.record, relation: '10' })
    expect(fieldsOf(plan, 'house-li')).toEqual({ memberCount: 3 })
    for (const line of ['ins-zi', 'work-zi']) expect(fieldsOf(plan, line)).toEqual({ household: house!.record })
    for (const line of ['loan-da', 'post-da', 'pair', 'work-void']) expect(fieldsOf(plan, line)).toBeUndefined()
    expect(plan.title).toBe('分户：李光明、杨秀、李小军 从 李大 户分出')
    expect(made(plan, 'lifeEvent')[0]!.fields['other']).toBe(house!.record)
  })
  it('the old head may be among those who go: both households need a head', () => {
    const people = ['li-da', 'li-qi', 'li-mu']
    expect(problems('split', { people, head: 'li-da' })).toEqual(['successor'])
    const plan = planned('split', { people, head: 'li-da', successor: 'li-zi', relations: { 'li-xi': '10', 'li-sun': '20' } })
    expect(fieldsOf(plan, 'li-zi')).toEqual({ relation: '02' })
    expect(fieldsOf(plan, 'li-mu')).toMatchObject({ joinReason: '07' })
    expect(fieldsOf(plan, 'li-mu')).not.toHaveProperty('relation')
  })
  it('one alone heads the new household; all of them are no division; one of one neither', () => {
    expect(fieldsOf(planned('split', { people: ['li-mu'] }), 'li-mu')).toMatchObject({ relation: '02' })
    expect(problems('split', { people: li.members.map(({ id }) => id), head: 'li-da' })).toContain('people')
    expect(problems('split', { people: ['house-n-p0'] }, around(houseOf(1)))).toContain('people')
    expect(problems('split', { people: ['li-zi', 'li-xi'], relations: { 'li-xi': '10' } })).toEqual(['head'])
  })
  it('of a household under monitoring both stay under it, and a person is told', () => {
    const watched = (riskEliminated: boolean) => around({ ...li, household: record('household', 'house-li', { monitorCategory: '1', riskEliminated, risks: ['01'] }) })
    const open = planned('split', GOOD.split, watched(false))
    expect(made(open, 'household')[0]!.fields).toMatchObject({ monitorCategory: '1', riskEliminated: false, risks: ['01'] })
    expect(open.warnings.some(text => text.includes('监测对象'))).toBe(true)
    expect(planned('split', GOOD.split, watched(true)).warnings.some(text => text.includes('监测对象'))).toBe(false)
  })
  it('ended members stay where they were', () => {
    const house = withMember(li, 'li-mu', { endedOn: '2025-01-01', endReason: '01' })
    expect(fieldsOf(planned('split', GOOD.split, around(house)), 'li-mu')).toBeUndefined()
    expect(problems('split', { ...GOOD.split, people: ['li-zi', 'li-xi', 'li-sun', 'li-mu'] }, around(house))).toContain('people')
  })
})

describe('合户', () => {
  it('all go over with a relation to the other head, the emptied household is closed and its pairing ended', () => {
    const plan = planned('merge', GOOD.merge, contextOf('merge'))
    expect(fieldsOf(plan, 'house-li')).toEqual({ memberCount: 0, endedOn: TODAY, endReason: '03' })
    expect(fieldsOf(plan, 'li-da')).toMatchObject({ household: 'house-wang', relation: '71' })
    expect(fieldsOf(plan, 'ins-zi')).toEqual({ household: 'house-wang' })
    expect(fieldsOf(plan, 'pair')).toEqual({ to: TODAY, endReason: '已销户' })
    expect(plan.running.find(one => one.record === 'loan-da')).toMatchObject({ fields: null })
  })
  it.each([
    ['no household chosen', null], ['itself', li],
    ['a closed one', { ...wang, household: record('household', 'house-wang', { endedOn: '2025-01-01' }) }],
    ['one without a head', { ...wang, members: [] }],
    ['one of another village', { ...wang, household: { ...wang.household, village: `${VILLAGE.slice(0, 11)}9` } }]
  ])('%s is refused', (_, other) => expect(problems('merge', GOOD.merge, around(li, { other }))).toEqual(['household']))
  it('everybody’s relation is asked', () => {
    expect(problems('merge', {}, contextOf('merge'))).toEqual(li.members.map(({ id }) => `relation:${id}`))
  })
})

describe('户主变更', () => {
  it('the old head becomes a member with a relation of their own', () => {
    const plan = planned('changeHead', sonHeads)
    expect(fieldsOf(plan, 'li-zi')).toEqual({ relation: '02' })
    expect(fieldsOf(plan, 'li-da')).toEqual({ relation: '51' })
    expect(fieldsOf(plan, 'li-qi')).toEqual({ relation: '52' })
    expect(plan.title).toBe('户主变更：李大 换成 李光明')
  })
  it('U-03: whose head has died and was end-dated by hand gets one again', () => {
    const plan = planned('changeHead', { successor: 'li-qi', relations: { 'li-zi': '20', 'li-xi': '38', 'li-sun': '41', 'li-mu': '54' } }, around(withMember(li, 'li-da', { endedOn: '2026-01-01', endReason: '01' })))
    expect(fieldsOf(plan, 'li-qi')).toEqual({ relation: '02' })
    expect(plan.title).toBe('户主变更：张英 当户主')
  })
  it('U-03: a household of one has nobody else, the head is not their own successor', () => {
    expect(problems('changeHead', {}, around(houseOf(1)))).toEqual(['successor'])
    expect(problems('changeHead', { successor: 'li-da' })).toEqual(['successor'])
  })
  it('nobody heads a household before being born', () => {
    expect(problems('changeHead', { successor: 'li-sun', on: '2012-09-29', relations: { 'li-zi': '51', 'li-xi': '52', 'li-da': '61', 'li-qi': '62', 'li-mu': '68' } })).toEqual(['on'])
  })
})

describe('换证', () => {
  const old = idOf('1960-05-01', '1')
  const next = idOf('1960-05-01', '1', '77')
  it('the old number is kept, and the one before it too', () => {
    expect(fieldsOf(planned('newIdCard', { person: 'li-da', idNo: next }), 'li-da')).toEqual({ idNo: next, formerIdNos: old })
    const again = withMember(li, 'li-da', { formerIdNos: '530521600501001' })
    expect(fieldsOf(planned('newIdCard', { person: 'li-da', idNo: next }, around(again)), 'li-da')).toEqual({ idNo: next, formerIdNos: `530521600501001、${old}` })
  })
  it('a first number has none before it', () => {
    expect(fieldsOf(planned('newIdCard', { person: 'li-da', idNo: next }, around(withMember(li, 'li-da', { idNo: null }))), 'li-da')).toEqual({ idNo: next })
  })
  it('a good number of another birthday corrects birthday and sex and says so; a wrong one only warns', () => {
    const other = planned('newIdCard', { person: 'li-da', idNo: idOf('1961-05-01', '2') })
    expect(fieldsOf(other, 'li-da')).toMatchObject({ birthDate: '1961-05-01', sex: '2' })
    expect(other.warnings).toHaveLength(2)
    const wrong = planned('newIdCard', { person: 'li-da', idNo: `${next.slice(0, 17)}${next.endsWith('1') ? '2' : '1'}` })
    expect(Object.keys(fieldsOf(wrong, 'li-da')!)).toEqual(['idNo', 'formerIdNos'])
    expect(wrong.warnings.join()).toContain('校验码')
  })
  it.each([
    ['the same number', old, [], ['idNo']], ['no number', '', [], ['idNo']],
    ['somebody else’s', next, [{ id: 'wang-er', title: '王二' }], ['idNo']], ['the person’s own record', next, [{ id: 'li-da', title: '李大' }], []]
  ])('%s', (_, idNo, holders, fields) => expect(problems('newIdCard', { person: 'li-da', idNo }, around(li, { holders }))).toEqual(fields))
  it('no number stands in a title or a sentence: both are shown to everybody', () => {
    const plan = planned('newIdCard', { person: 'li-da', idNo: next })
    expect([plan.title, ...plan.sentences].join()).not.toMatch(/\d{10}/u)
  })
})

it('what a form asks is a declared field or a choice the form knows', () => {
  for (const { asks } of lifeActions) for (const { name, label } of asks) expect([name, label.length > 0]).toEqual([name, true])
  expect(fieldOf('person', 'formerIdNos')?.sensitivity).toBe('sensitive')
  expect(planOf('death', { person: 'li-mu' }).ok).toBe(true)
})
