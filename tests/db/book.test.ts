import { expect, it } from 'vitest'
import type { Entry } from '../../src/db/book.ts'
import { newLaptop, VILLAGE } from './laptop.ts'

const family = (household: string, group: string, names: readonly string[], no = `5305210000${household}`): Entry[] => [
  { register: 'household', record: household, fields: { villagerGroup: group, naturalVillage: '大石头', nationalHouseholdNo: no, phone: '13887501234' } },
  ...names.map((name, i): Entry => ({
    register: 'person', record: `${household}-p${i}`,
    fields: { household, name, relation: i === 0 ? '02' : '20', idNo: `53052119800101${String(1000 + i)}`, phone: `1398750000${i}` }
  }))
]
const visit = { kind: 'visit', ref: 'visit-00000001' } as const
const all = { text: '' }

it('a new laptop opens empty, takes a household and shows it after locking and unlocking', async () => {
  const laptop = newLaptop('laptop-one')
  expect(await laptop.start()).toMatchObject({ outcome: 'new', damage: [], recovered: 0 })
  await laptop.book.write(family('house-0001', '3组', ['李国强', '李小明']), { kind: 'edit' }, VILLAGE)
  await laptop.book.write([{ register: 'person', record: 'house-0001-p0', fields: { workMonths: 7 } }], visit, VILLAGE)
  expect(await laptop.book.status()).toMatchObject({ households: 1, people: 2, unsent: 4, conflicts: 0 })
  await laptop.lock()
  expect(await laptop.start()).toMatchObject({ outcome: 'clean', recovered: 0, damage: [] })
  const file = await laptop.book.household('house-0001')
  expect(file.members.map(member => [member.values['name'], member.values['workMonths']])).toEqual([['李国强', 7], ['李小明', undefined]])
  const { ids } = await laptop.book.search(all)
  expect(await laptop.book.rows(ids, all)).toEqual([expect.objectContaining({ headName: '李国强', members: 2, group: '3组', unsent: 4, visitOpen: false })])
})

it.each([
  ['汉字 of the head', '李国强', ['house-0001']],
  ['a given name', '小明', ['house-0001']],
  ['full pinyin', 'liguoqiang', ['house-0001']],
  ['pinyin of the given name', 'xiaoming', ['house-0001']],
  ['initials', 'lgq', ['house-0001']],
  ['initials of someone else', 'lgx', []],
  ['a family name with its own reading', 'shan', ['house-0002']],
  ['a Dai name read ai', 'aiwen', ['house-0003']],
  ['a Dai name read yan', 'yanwen', ['house-0003']],
  ['group and family name, Arabic', '3组李', ['house-0001']],
  ['group and family name, Chinese', '三组李', ['house-0001']],
  ['the group alone', '12组', ['house-0002', 'house-0003']],
  ['three digits of an ID tail', '001', ['house-0001', 'house-0003']],
  ['two words must both be found', '12组 aiwen', ['house-0003']],
  ['a whole phone number', '13987500001', ['house-0001', 'house-0003']],
  ['nothing: groups in order of their number', '', ['house-0001', 'house-0002', 'house-0003']]
])('search finds by %s: %s', async (_, text, ids) => {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  await laptop.book.write([...family('house-0002', '12组', ['单永年']), ...family('house-0001', '3组', ['李国强', '李小明']), ...family('house-0003', '十二组', ['岩温', '玉香'])], { kind: 'edit' }, VILLAGE)
  await new Promise(resolve => setTimeout(resolve, 20))
  expect((await laptop.book.search({ text })).ids).toEqual(ids)
})
