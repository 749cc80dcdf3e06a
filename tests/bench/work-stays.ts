/** Stays at work for the made-up people of a township, as many as asked for: one a year and person, seeded. */
import type { Change } from '#core/sync/change.ts'
import { makeStamp } from '#core/sync/clock.ts'
import { seeded, type Township } from './township.ts'

const PLACES = [['上海市', '上海市', '松江区'], ['浙江省', '金华市', '义乌市'], ['云南省', '保山市', '施甸县'], ['云南省', '昆明市', '官渡区'], ['广东省', '东莞市', '东莞市']] as const
const POSTS = ['普工', '车工', '焊工', '保安', '服务员', '建筑工', '保洁', '司机', '电工', '家政']
const LAST_YEAR = 2026

export function withStays(township: Township, lines: number, seed: number): Township {
  const random = seeded(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const workers = township.changes.filter(({ register, fields }) => register === 'person' && fields['labour'] === '01')
  const changes: Change[] = [...township.changes]
  const last = township.changes.at(-1)!
  const start = Date.UTC(2026, 9, 9)
  for (let at = 0; at < lines; at++) {
    const person = workers[at % workers.length]!
    const year = LAST_YEAR - Math.floor(at / workers.length)
    const from = 1 + Math.floor(random() * 6), to = from + Math.floor(random() * (13 - from))
    const [province, city, county] = pick(PLACES)
    const month = (value: number): string => `${year}-${String(value).padStart(2, '0')}`
    changes.push({
      ...last, number: changes.length + 1, register: 'work', record: `stay-${String(at).padStart(11, '0')}`, stamp: makeStamp(start, at + 1), saw: {},
      fields: {
        household: person.fields['household']!, person: person.record, worked: true, from: month(from), to: month(to), province, city, county, post: pick(POSTS),
        pointToPoint: random() < 0.1, monthlyIncome: 10_000 * (25 + Math.floor(random() * 60)), ...(random() < 0.3 ? { transportSubsidy: 10_000 * (3 + Math.floor(random() * 7)) } : {})
      }
    })
  }
  return { ...township, changes }
}
