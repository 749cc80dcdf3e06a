import { describe, expect, it } from 'vitest'
import type { Values } from '#core/registers/define.ts'
import { registerOf } from '#core/registers/index.ts'
import type { RecordState } from '#core/sync/change.ts'
import { matchLines, type SaidLine } from '../../src/db/record-match.ts'

const record = (register: string, id: string, values: Values): RecordState => ({ register, id, village: '530521101201', values, writes: [] }) as unknown as RecordState
const line = (row: number, values: Values, links: SaidLine['links'] = {}): SaidLine => ({ row, values, links })

/** By line: the record it is, or why it is none. */
function matched(register: string, records: readonly (readonly [string, Values])[], lines: readonly Values[], owned = true): readonly string[] {
  const said = lines.map((values, i) => line(i + 3, values))
  const found = matchLines(registerOf(register)!, registerOf(register)!.identity ?? [], owned, said, records.map(([id, values]) => record(register, id, values)))
  return said.map(one => {
    const match = found.get(one)!
    return match.kind === 'record' ? match.record.id : match.kind === 'ambiguous' ? `one of ${match.fits}` : match.kind === 'taken' ? `as row ${match.row}` : 'new'
  })
}

describe('which record a line is', () => {
  it.each<[string, string, readonly (readonly [string, Values])[], readonly Values[], readonly string[]]>([
    ['what tells it apart is the same', 'loan', [['a', { contractNo: 'A', from: '2025-01-01' }]], [{ contractNo: 'A', from: '2025-01-01', bank: '农商行' }], ['a']],
    ['one of the two is another', 'loan', [['a', { contractNo: 'A', from: '2025-01-01' }]], [{ contractNo: 'A', from: '2025-01-02' }], ['new']],
    ['the line says less than the record', 'loan', [['a', { contractNo: 'A', from: '2025-01-01' }]], [{ contractNo: 'A', bank: '农商行' }], ['a']],
    ['the line says more than the record', 'loan', [['a', { contractNo: 'A' }]], [{ contractNo: 'A', from: '2025-01-01' }], ['new']],
    ['the one that says as little comes before the one that says more', 'loan', [['a', { contractNo: 'A', from: '2025-01-01' }], ['b', { contractNo: 'A' }]], [{ contractNo: 'A', bank: '农商行' }], ['b']],
    ['two that say more', 'loan', [['a', { contractNo: 'A', from: '2025-01-01' }], ['b', { contractNo: 'A', from: '2025-02-01' }]], [{ contractNo: 'A', bank: '农商行' }], ['one of 2']],
    ['two of the same number, each told by the rest of the line', 'loan', [['a', { contractNo: 'A', bank: '甲' }], ['b', { contractNo: 'A', bank: '乙' }]], [{ contractNo: 'A', bank: '乙' }, { contractNo: 'A', bank: '甲' }], ['b', 'a']],
    ['two of the same number, and the rest is of neither', 'loan', [['a', { contractNo: 'A', bank: '甲' }], ['b', { contractNo: 'A', bank: '乙' }]], [{ contractNo: 'A', bank: '丙' }], ['one of 2']],
    ['the line that says all of it comes before the one that stands above it', 'loan', [['a', { contractNo: 'A', from: '2025-01-01' }]], [{ contractNo: 'A' }, { contractNo: 'A', from: '2025-01-01' }], ['new', 'a']],
    ['one record is not two lines', 'loan', [['a', { contractNo: 'A', from: '2025-01-01' }]], [{ contractNo: 'A', from: '2025-01-01' }, { contractNo: 'A', from: '2025-01-01', bank: '甲' }], ['a', 'as row 3']],
    ['nothing tells it apart, and there is one', 'loan', [['a', { contractNo: 'A' }]], [{ bank: '甲' }], ['a']],
    ['nothing tells it apart, and there are two', 'loan', [['a', { contractNo: 'A' }], ['b', { contractNo: 'B' }]], [{ bank: '甲' }], ['one of 2']],
    ['nothing tells either apart but what they say', 'loan', [['a', { bank: '甲', amount: 100 }], ['b', { bank: '乙' }]], [{ bank: '甲', amount: 200 }], ['a']],
    ['one of an owner, however it is written', 'resettlement', [['a', { origin: '上寨' }]], [{ origin: '下寨' }], ['a']],
    ['one of an owner is not two lines', 'resettlement', [], [{ origin: '下寨' }, { origin: '上寨' }], ['new', 'as row 3']],
    ['two new ones that nothing tells apart but what they say', 'loan', [], [{ bank: '甲' }, { bank: '乙' }, { bank: '甲' }], ['new', 'new', 'as row 3']],
    ['two new ones of one number', 'loan', [], [{ contractNo: 'A' }, { contractNo: 'A', bank: '甲' }], ['new', 'as row 3']],
    ['codes in another order', 'industry', [['a', { year: 2025, linkModes: ['01', '02'] }]], [{ year: 2025, linkModes: ['02', '01'] }], ['a']],
    ['an emptied value is no value', 'loan', [['a', { contractNo: 'A', from: null }]], [{ contractNo: 'A' }], ['a']]
  ])('%s', (_, register, records, lines, wanted) => expect(matched(register, records, lines)).toEqual(wanted))

  it.each<[string, readonly (readonly [string, Values])[], readonly Values[], readonly string[]]>([
    ['a problem without its number is the one described alike', [['a', { description: '路灯不亮' }], ['b', { description: '水费不清' }]], [{ description: '水费不清', status: '02' }], ['b']],
    ['described otherwise it is another', [['a', { description: '路灯不亮' }]], [{ description: '水费不清' }], ['new']],
    ['one with a number is not the one without', [['a', { problemNo: '7', description: '路灯不亮' }]], [{ description: '路灯不亮' }], ['new']],
    ['two described alike', [['a', { description: '路灯不亮', status: '01' }], ['b', { description: '路灯不亮', status: '03' }]], [{ description: '路灯不亮', status: '02' }], ['one of 2']]
  ])('of a whole village: %s', (_, records, lines, wanted) => expect(matched('problem', records, lines, false)).toEqual(wanted))

  it('a name that could be two is the one the record holds', () => {
    const cadres = ['one', 'two'].map(id => record('cadre', id, { name: '李干' }))
    const said = line(3, { date: '2026-03-04', morning: true }, { cadre: cadres })
    const days = [record('attendance', 'a', { cadre: 'three', date: '2026-03-04' }), record('attendance', 'b', { cadre: 'two', date: '2026-03-04' })]
    expect(matchLines(registerOf('attendance')!, ['cadre', 'date'], false, [said], days).get(said)).toMatchObject({ kind: 'record', record: { id: 'b' } })
  })
})
