/**
 * A village made ready for the checks that take more than one household, or records that belong to none.
 * Everything here is one pass: a township of four thousand households must not be compared pair by pair.
 */
import { yearOf } from '../registers/calendar.ts'
import type { Standard } from '../registers/standard.ts'
import { settingOf } from './settings.ts'
import type { SettingName } from './settings.ts'
import { isVoided, subjectOf } from './subject.ts'
import type { HouseholdContext, RecordsByRegister, RecordValues, Subject } from './subject.ts'

export interface VillageContext {
  /** Division code, 12 digits; nine for a township taken as one. */
  readonly village: string
  readonly households: readonly HouseholdContext[]
  /** What belongs to no household: asset, project, collective, problem, attendance, villageProfile …; voided ones as well. */
  readonly records: RecordsByRegister
  readonly standards: readonly Standard[]
  /** 'YYYY-MM-DD' */
  readonly today: string
}

export interface Village {
  readonly context: VillageContext
  readonly today: string
  /** Closed ones left out: who has moved away is not counted twice. */
  readonly households: readonly Subject[]
  readonly entries: (register: string) => readonly RecordValues[]
  /** This year's figure unless another year is asked. */
  readonly setting: (name: SettingName, year?: number) => number
}

/** 李建国户 in the texts; the number where there is no head. */
export const houseName = ({ head, active, text }: Subject): string => {
  const name = head?.name ?? active[0]?.name
  return name === undefined ? text('nationalHouseholdNo') ?? '（无户主）' : `${name}户`
}

export const houseId = (subject: Subject): string => subject.context.householdId ?? ''

function prepare(context: VillageContext): Village {
  const thisYear = yearOf(context.today)
  return {
    context,
    today: context.today,
    households: context.households.map(subjectOf).filter(({ closed }) => !closed),
    entries: register => (Object.hasOwn(context.records, register) ? context.records[register] ?? [] : []).filter(({ values }) => !isVoided(values)),
    setting: (name, year = thisYear) => settingOf(context.standards, context.village, year, name)
  }
}

const prepared = new WeakMap<VillageContext, Village>()

export function villageOf(context: VillageContext): Village {
  const known = prepared.get(context)
  if (known) return known
  const made = prepare(context)
  prepared.set(context, made)
  return made
}

/** 「李建国户、杨秀英户等5户」: a text stays short however many there are. */
export function someOf(names: readonly string[], unit: string): string {
  const shown = [...new Set(names)]
  return shown.length <= 3 ? shown.join('、') : `${shown.slice(0, 3).join('、')}等${shown.length}${unit}`
}

/** Like items together, in the order met; those without a key are left out. */
export function grouped<T>(items: Iterable<T>, keyOf: (item: T) => string | undefined): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return [...groups.values()]
}

export const sameText = (text: string): string => text.normalize('NFKC').replace(/[\s\p{P}\p{Cf}]/gu, '')
