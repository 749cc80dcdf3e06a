import { describe, expect, it } from 'vitest'
import { subjectOf } from '#core/checks/subject.ts'
import { platformGaps, platformText, platformVersion, requestState } from '#core/measures/index.ts'
import { codeTable } from '#core/registers/codes.ts'
import { bornFor, contextOf, idNo, monitored, pupil } from '../checks/household.ts'
import type { Changes } from '../checks/household.ts'

const gaps = (changes: Changes) => platformGaps(subjectOf(contextOf({ records: {}, ...changes })))
const items = (changes: Changes): readonly string[] => [...new Set(gaps(changes).map(({ item }) => item))]
const noLabour: Changes = { head: { labour: '05' }, wife: { labour: '05' } }
const old = (years: number) => ({ labour: '05', idNo: idNo(bornFor(years), 11), birthDate: bornFor(years) })

describe('what the platform can be asked for', () => {
  it('the list has fourteen matters and says which edition it is', () => {
    expect(codeTable('assistanceServiceItem')).toHaveLength(14)
    expect(platformVersion()).toContain('14项')
  })
  it('a household without a gap asks for nothing', () => expect(items({})).toEqual([]))
  // Each matter: the case that calls for it, and the nearest that does not.
  it.each([
    ['01', 'a disaster', { household: { ...monitored, risks: ['02'], disasterType: '0201' } }, true],
    ['01', 'suddenly in difficulty', { household: { ...monitored, risks: ['99'], monitorCategory: '3' } }, true],
    ['01', 'schooling', { household: monitored }, false],
    ['02', 'two of 60 and more who cannot work', { head: old(61), wife: { labour: '05', idNo: idNo(bornFor(60), 12), birthDate: bornFor(60) } }, true],
    ['02', 'one of them is 59', { head: old(61), wife: { labour: '05', idNo: idNo(bornFor(59), 12), birthDate: bornFor(59) } }, false],
    ['02', 'has it already', { head: { ...old(61), tekun: '02' }, wife: { labour: '05', tekun: '02', idNo: idNo(bornFor(62), 12), birthDate: bornFor(62) } }, false],
    ['03', 'nobody can work', noLabour, true],
    ['03', 'nobody can work, 低保 is there', { ...noLabour, head: { labour: '05', dibao: '02' } }, false],
    ['03', 'below the line', { income: { A1: 1_000_000 } }, true],
    ['04', 'wants work and has none', { head: { workIntent: '01' } }, true],
    ['04', 'wants work and has some', { head: { workIntent: '01', workMonths: 3 } }, false],
    ['04', 'wants none', { head: { workIntent: '04' } }, false],
    ['05', 'asks for training', { records: { workPlan: [{ person: 'person-0', serviceNeeds: ['02'] }] } }, true],
    ['05', 'asks for a bus fare', { records: { workPlan: [{ person: 'person-0', serviceNeeds: ['07'] }] } }, false],
    ['06', 'level D', { household: { dangerLevel: 'D' } }, true],
    ['06', 'level B', { household: { dangerLevel: 'B' } }, false],
    ['07', 'no safe water', { household: { safeWater: false } }, true],
    ['07', 'never asked', { household: { safeWater: null } }, false],
    ['08', 'a child of 12 out of school', { more: [pupil('2014-03-01', '', { schoolStage: null, dropoutReason: '01' })] }, true],
    ['08', 'a child of 12 at school', { more: [pupil('2014-03-01', '04')] }, false],
    ['08', 'the household said so', { household: { dropout: true } }, true],
    ['09', 'ill, and works outside the county', { head: { health: ['02'], jobRegion: '05' } }, true],
    ['09', 'ill, and works in the county', { head: { health: ['02'], jobRegion: '02' } }, false],
    ['10', 'a member without insurance', { head: { medResident: false } }, true],
    ['10', 'insured at work', { head: { medResident: false, medEmployee: true } }, false],
    ['11', 'gravely ill', { head: { health: ['03'] } }, true],
    ['11', 'chronically ill', { head: { health: ['02'] } }, false],
    ['12', 'gravely ill, treated nowhere yet', { head: { health: ['03'] } }, true],
    ['12', 'gravely ill, treated', { head: { health: ['03'] }, records: { treatment: [{ person: 'person-0', kind: '01' }] } }, false],
    ['13', 'chronically ill, looked after by nobody', { head: { health: ['02'] } }, true],
    ['13', 'chronically ill, looked after', { head: { health: ['02'] }, records: { treatment: [{ person: 'person-0', kind: '02', managed: true }] } }, false],
    ['14', 'gravely ill', { head: { health: ['03'] } }, true],
    ['14', 'healthy', {}, false]
  ] as readonly (readonly [string, string, Changes, boolean])[])('%s %s', (item, _, changes, there) => expect(items(changes).includes(item)).toBe(there))
  it('the one concerned asks, else the head', () => {
    expect(gaps({ wife: { health: ['03'] } }).find(({ item }) => item === '11')!.person).toBe('person-1')
    expect(gaps({ household: { safeWater: false } }).find(({ item }) => item === '07')!.person).toBe('person-0')
  })
  it('says nothing of a household whose records nobody handed over', () => expect(gaps({ records: null, household: { safeWater: false } })).toEqual([]))
})

describe('the words for it', () => {
  const subject = subjectOf(contextOf({ records: {}, household: { ...monitored, safeWater: false, naturalVillage: '上营', villagerGroup: '3组', address: '12号' }, head: { phone: '13912345678', illness: '肝硬化', health: ['03'] } }))
  const gap = platformGaps(subject).find(({ item }) => item === '11')!
  it('masked they give away neither number, telephone, name nor illness', () => {
    const text = platformText(subject, gap, false)
    expect(text).toContain('申请事项：大病救助')
    expect(text).toContain('李**')
    for (const hidden of [String(subject.head!.values['idNo']), '13912345678', '李建国', '肝硬化']) expect(text).not.toContain(hidden)
  })
  it('whole they hold what the form asks for, and still no name of an illness', () => {
    const text = platformText(subject, gap, true)
    for (const said of [String(subject.head!.values['idNo']), '13912345678', '李建国', '上营3组12号', '家庭人口2人', '边缘易致贫户', '请求：请按规定核实，办理大病救助。']) expect(text).toContain(said)
    expect(text).not.toContain('肝硬化')
    expect(text).not.toContain('*')
  })
  it('what is not known is said to be blank', () => {
    const bare = subjectOf(contextOf({ records: {}, household: { safeWater: false, phone: null }, head: { phone: null } }))
    expect(platformText(bare, platformGaps(bare)[0]!, true)).toContain('联系电话：（没有填）')
  })
})

describe('where a request stands', () => {
  it.each([
    [{}, 'drafted'], [{ submittedOn: '2026-11-01' }, 'submitted'], [{ submittedOn: '2026-11-01', acceptedOn: '2026-11-02' }, 'accepted'],
    [{ submittedOn: '2026-11-01', acceptedOn: '2026-11-02', department: '民政局' }, 'handled'], [{ submittedOn: '2026-11-01', doneOn: '2026-11-20', result: '01' }, 'closed']
  ] as const)('%o: %s', (values, key) => expect(requestState(values).key).toBe(key))
  it('says how it ended', () => expect(requestState({ doneOn: '2026-11-20', result: '02' }).label).toBe('已办结：不符合'))
})
