import { expect, it } from 'vitest'
import type { Change } from '#core/sync/change.ts'
import { makeStamp } from '#core/sync/clock.ts'
import { Roster } from '../../src/db/roster.ts'
import { SearchIndex } from '../../src/db/search-index.ts'
import { makeTownship } from '../bench/township.ts'

const township = makeTownship({ households: 60, seed: 7 })

function opened(): { roster: Roster, index: SearchIndex } {
  const roster = new Roster()
  for (const change of township.changes) roster.apply(change)
  const index = new SearchIndex(roster)
  index.rebuild()
  while (index.learnPinyin(1000));
  return { roster, index }
}

it.each(['李建国', 'lijianguo', '12组李', '3组 li', '530521198', '0011', '1', 'zh ang', '王 li 00', '大水井'])('typed sign by sign, %s finds at each sign what it finds at once', text => {
  const { index } = opened()
  for (let length = 1; length <= text.length; length++) expect(index.find(text.slice(0, length))).toEqual(opened().index.find(text.slice(0, length)))
  for (let length = text.length; length >= 0; length--) expect(index.find(text.slice(0, length))).toEqual(opened().index.find(text.slice(0, length)))
})

it('a name changed between two signs is found by the next sign', () => {
  const { roster, index } = opened()
  const id = township.households.at(-1)!
  expect(index.find('欧')).toEqual([])
  const person = [...roster.belonging(id)].find(slot => slot.record.register === 'person')!.record
  const change: Change = { device: 'laptop-two', number: 1, village: township.village.code, register: 'person', record: person.id, stamp: makeStamp(Date.UTC(2026, 10, 1), 0), by: '', origin: { kind: 'edit' }, fields: { name: '欧阳明' }, saw: {} }
  roster.apply(change)
  index.update(new Set([id]))
  expect(index.find('欧阳')).toEqual([id])
})
