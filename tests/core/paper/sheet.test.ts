/** What stands on a sheet, for whom, and in which order; and what it remembers of the way back. */
import { describe, expect, it } from 'vitest'
import { changedSince, entered, isSamePerson, mended, approved, readChanges, readShown, sheetState, shownText, writeChanges, type PaperChange } from '#core/paper/changes.ts'
import { inFamilyOrder, paperBlocks, paperLines, type PaperBlock } from '#core/paper/sheet.ts'
import { visitSections, type VisitContext } from '#core/visit/index.ts'
import { bornFor, context, member, record } from '../visit/family.ts'

const keysOf = (given: VisitContext): readonly string[] => paperLines(paperBlocks(given)).map(({ key }) => key)
const membersOf = (blocks: readonly PaperBlock[], id: string) => { const block = blocks.find(each => each.id === id); return block?.kind === 'members' ? block : undefined }
const fieldsFor = (given: VisitContext, person: string): ReadonlySet<string> => new Set(paperLines(paperBlocks(given)).filter(({ record: id }) => id === person).map(({ field }) => field))

describe('what is on the sheet', () => {
  it('everything the visit asks today is on it, but what is signed or counted', () => {
    const family = context({ members: [member('person-01', { workMonths: 8, health: ['04'] }), member('person-02', { relation: '10' }), member('person-03', { relation: '20', birthDate: bornFor(10), schoolStage: '05' })] })
    const sheet = new Set(keysOf(family))
    const asked = visitSections.flatMap(section => section.questions(family)).filter(({ field }) => !['presence', 'signature', 'signedBy', 'mode', 'countedMembers'].includes(field))
    expect(asked.filter(({ key }) => !sheet.has(key)).map(({ key }) => key)).toEqual([])
    expect(asked.length).toBeGreaterThan(80)
  })
  it.each<[string, Parameters<typeof member>[1], string, boolean]>([
    ['where one works, though nobody works today: the pen may say so', { workMonths: 0 }, 'workPlace', true], ['the illness, though healthy today', { health: ['01'] }, 'illness', true],
    ['the disability’s degree', { health: ['01'] }, 'disabilityLevel', true], ['staff insurance beside the residents’', { medResident: true }, 'medEmployee', true],
    ['a school for a grown-up', { birthDate: bornFor(40) }, 'schoolStage', false], ['a school at 24', { birthDate: bornFor(24) }, 'schoolStage', true], ['the school’s name of a child that has none today', { birthDate: bornFor(10) }, 'schoolName', true],
    ['work of a pupil of 17: the pen may say that school is over', { birthDate: bornFor(17), schoolStage: '06' }, 'workMonths', true],
    ['work of a child of 15', { birthDate: bornFor(16, true) }, 'workMonths', false], ['work at 16', { birthDate: bornFor(16) }, 'workMonths', true],
    ['a pension to be drawn at 59', { birthDate: bornFor(60, true) }, 'penDrawing', false], ['a pension to be drawn at 60', { birthDate: bornFor(60) }, 'penDrawing', true],
    ['leaving, for everybody', {}, 'endReason', true], ['the birth date where no card says it', { idNo: null }, 'birthDate', true], ['the birth date where a card says it', { idNo: '530521198611220015' }, 'birthDate', false]
  ])('%s', (_name, fields, field, on) => expect(fieldsFor(context({ members: [member('person-01', fields)] }), 'person-01').has(field)).toBe(on))

  it('a question that is there only because of a possible answer shows the record, not that answer', () => {
    const lines = paperLines(paperBlocks(context({ members: [member('person-01', { workMonths: 0, health: ['01'] })] })))
    const valueOf = (field: string) => lines.find(each => each.record === 'person-01' && each.field === field)!.value
    expect([valueOf('workMonths'), valueOf('health'), valueOf('medResident'), lines.find(({ field }) => field === 'dangerHouse')!.value]).toEqual([0, ['01'], undefined, undefined])
  })
  it('no line twice, and the lines of a member’s row stand under the columns', () => {
    const family = context({ members: [member('person-01'), member('person-02', { relation: '20', birthDate: bornFor(8) })] })
    expect(new Set(keysOf(family)).size).toBe(keysOf(family).length)
    for (const id of ['members', 'upbringing', 'work']) {
      const block = membersOf(paperBlocks(family), id)!
      for (const { cells } of block.rows) cells.forEach((cell, at) => expect([undefined, block.columns[at]!.field]).toContain(cell?.field))
    }
  })
  it('the family stands as it is written down, and who has left is not on it', () => {
    const family = [member('person-04', { relation: '51', name: '父' }), member('person-03', { relation: '20', name: '小', birthDate: bornFor(5) }), member('person-02', { relation: '10', name: '妻' }),
      member('person-05', { relation: '20', name: '大', birthDate: bornFor(9) }), member('person-01', { name: '主' })]
    expect(inFamilyOrder(family).map(({ values }) => values['name'])).toEqual(['主', '妻', '大', '小', '父'])
    const blocks = paperBlocks(context({ members: [...family, member('person-06', { name: '走', endedOn: '2026-01-01', endReason: '01' })] }))
    expect(membersOf(blocks, 'work')!.rows.map(({ member: { values } }) => values['name'])).not.toContain('走')
  })
})

const KEY = 'person:person-01:workMonths'

describe('what the pen changed', () => {
  const one = entered([], KEY, 6, 8)
  it.each<[string, readonly PaperChange[], readonly unknown[]]>([
    ['a first answer', one, [[6, 8, 'open']]], ['typed again: the first old value stays', entered(one, KEY, 8, 9), [[6, 9, 'open']]], ['typed back: nothing was changed', entered(one, KEY, 8, 6), []],
    ['emptied where nothing was', entered([], KEY, null, null), []], ['a list emptied', entered([], KEY, ['01'], []), [[['01'], [], 'open']]], ['said to be right', approved(one, KEY), [[6, 8, 'right']]],
    ['mended: both are kept', mended(one, KEY, 9), [[6, 9, 'mended']]], ['mended to the same: it was right', mended(one, KEY, 8), [[6, 8, 'right']]], ['another line is left alone', mended(one, 'x', 9), [[6, 8, 'open']]],
    ['typed again after a verdict: to be checked again', entered(approved(one, KEY), KEY, 8, 7), [[6, 7, 'open']]]
  ])('%s', (_name, changes, expected) => {
    expect(changes.map(({ before, after, verdict }) => [before, after, verdict])).toEqual(expected)
    expect(readChanges(writeChanges(changes))).toEqual(changes)
  })
  it('keeps the first person’s value through two mendings', () => expect(mended(mended(one, KEY, 9), KEY, 10)[0]).toMatchObject({ after: 10, entered: 8 }))
  it.each(['not json', '[1,2]', '{"a":1}', '["k",1,2,"later-verdict"]', '["k"'])('a line that is not understood is left out: %s', line => expect(readChanges(`${line}\n${writeChanges(one)}`)).toEqual(one))
})

describe('what stood on the sheet', () => {
  const family = context({ members: [member('person-01', { workMonths: 6 })] })
  const shown = readShown(shownText(paperBlocks(family)))
  it.each<[string, number | null, readonly PaperChange[], boolean]>([
    ['unchanged since', 6, [], false], ['changed in the book', 8, [], true], ['emptied in the book', null, [], true],
    ['changed by the sheet itself', 8, entered([], KEY, 6, 8), false], ['changed in the book, then by the sheet', 8, entered([], KEY, 7, 8), true]
  ])('%s', (_name, now, changes, stale) => expect(changedSince(shown, KEY, now, changes)).toBe(stale))
  it('leaves blanks out and fits a synced field', () => {
    expect(shown.has('person:person-01:workPlace')).toBe(false)
    const crowd = context({ members: Array.from({ length: 25 }, (_, at) => member(`person-${String(at).padStart(36, '0')}`, { workMonths: 6, workPlace: '浙江省杭州市萧山区', employer: '某某电子有限公司', medResident: true, health: ['01'] })) })
    expect(shownText(paperBlocks(crowd)).length).toBeLessThan(60_000)
  })
  it('is nothing where another program wrote something else', () => expect(readShown('看不懂').size).toBe(0))
})

describe('where a sheet is', () => {
  it.each([
    [{}, 'out'], [{ enteredBy: '王' }, 'entering'], [{ enteredBy: '王', enteredAt: '2026-11-22 10:00' }, 'waiting'], [{ enteredBy: '王', enteredAt: 'x', checkedBy: '段', checkedAt: '2026-11-22 11:00' }, 'checked'], [{ enteredBy: '', enteredAt: null }, 'out']
  ])('%o is %s', (fields, state) => expect(sheetState(record('paperSheet', 'sheet-001', fields))).toBe(state))
  it.each([['王队长', '王队长', true], ['王队长', ' 王 队长 ', true], ['Wang', 'wang', true], ['王队长', '王队', false], ['阿依·古丽', '阿依古丽', true]])('%s and %s: the same person is %s', (one, other, same) => expect(isSamePerson(one, other)).toBe(same))
})
