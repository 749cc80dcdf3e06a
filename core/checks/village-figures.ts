/** 村情: the village table against the roster and against itself. Where several villages are looked at, each by its own code. */
import { family, isBlank } from './check.ts'
import type { VillageCheck } from './check.ts'
import { numberOf } from './subject.ts'
import type { RecordValues, Subject } from './subject.ts'
import { grouped } from './village-subject.ts'
import type { Village } from './village-subject.ts'

const { village } = family('住房、饮水、土地')

const landFields = ['arableMu', 'forestMu', 'returnedMu', 'orchardMu', 'pastureMu', 'waterMu']

/** The latest table of each village. */
const latest = ({ entries }: Village): readonly RecordValues[] => grouped(entries('villageProfile'), ({ village: own }) => own ?? '').flatMap(own => {
  const year = ({ values }: RecordValues) => numberOf(values, 'year') ?? 0
  const last = own.reduce((one, other) => year(other) > year(one) ? other : one, own[0]!)
  return [last]
})

// Sums of hundredths: 0.1 亩 and 0.2 亩 are 0.3 亩.
const sumMu = (houses: readonly Subject[], fields: readonly string[]): number =>
  houses.reduce((sum, { household }) => sum + fields.reduce((all, field) => all + Math.round((numberOf(household, field) ?? 0) * 100), 0), 0) / 100

function* landOfVillage(all: Village) {
  const profiles = latest(all)
  const byVillage = Map.groupBy(all.households, ({ context }) => context.area ?? all.context.village)
  for (const { id, values, village: own } of profiles) {
    const houses = profiles.length === 1 && own === undefined ? all.households : byVillage.get(own ?? all.context.village) ?? []
    const arable = numberOf(values, 'arableMu')
    const total = numberOf(values, 'landMu')
    const [arableSum, sum] = [sumMu(houses, ['arableMu']), sumMu(houses, landFields)]
    if (arable !== undefined && arableSum > arable) yield { text: `各户耕地合计${arableSum}亩，超过村耕地总面积${arable}亩`, record: id, field: 'arableMu' }
    else if (total !== undefined && sum > total) yield { text: `各户土地合计${sum}亩，超过村土地面积${total}亩`, record: id, field: 'landMu' }
  }
}

const parts = { unsafeWaterHouseholds: '未实现饮水安全户数', hardWaterHouseholds: '饮水困难户数', dangerHouseholds: '危房户数' } as const

function* totals(all: Village) {
  for (const { id, values } of latest(all)) {
    const total = numberOf(values, 'households')
    if (isBlank(values, 'households') || !total) {
      yield { text: `村情概况的总户数${total === 0 ? '是0' : '没有填'}`, record: id, field: 'households' }
      continue
    }
    for (const [field, title] of Object.entries(parts)) {
      const part = numberOf(values, field)
      if (part !== undefined && part > total) yield { text: `${title}${part}户，超过总户数${total}户`, record: id, field }
    }
  }
}

export const villageFigures: readonly VillageCheck[] = [
  village('villageProfile', { id: 'R126', severity: 'W', source: 'Gz村3_03_002', sentence: '各户土地面积之和不应超过村的土地面积', fields: ['landMu', 'arableMu'] }, landOfVillage),
  village('villageProfile', { id: 'R127', severity: 'W', source: 'Gz村3_03_001/003', sentence: '村的饮水不安全户数、危房户数不应超过总户数，总户数应填写', fields: ['households', ...Object.keys(parts)] }, totals)
]
