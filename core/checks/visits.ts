/** 走访: that a visit could have happened as it is written, that it leaves a trace, and that nobody is forgotten. */
import { dayNumber, isDay } from '../registers/calendar.ts'
import { family, isBlank } from './check.ts'
import type { Check, Rule, VillageCheck } from './check.ts'
import { visitDueOf, visitKinds } from '../visiting/due.ts'
import { dayOf, numberOf, textOf, monthOf } from './subject.ts'
import type { Entry, Subject } from './subject.ts'
import { grouped, houseId, houseName, sameText } from './village-subject.ts'
import type { Village } from './village-subject.ts'

const { entries, household, village } = family('走访')

const AT_HOME = '01'

/** Minutes since a day long past; undefined without a time of day. */
function minuteOf(values: Entry['values'], field: string): number | undefined {
  const found = /^(\d{4}-\d{2}-\d{2})[ T]([01]\d|2[0-3]):([0-5]\d)/u.exec(textOf(values, field) ?? '')
  return found?.[1] !== undefined && isDay(found[1]) ? dayNumber(found[1]) * 1440 + Number(found[2]) * 60 + Number(found[3]) : undefined
}

/** The first day anybody was in the house: joined it, or was born. Unknown where it is not known of everybody. */
function beganOn({ all }: Subject): string | undefined {
  const days = all.map(one => dayOf(one.values, 'joinedOn') ?? one.birth).filter(day => day !== undefined)
  return days.length > 0 && days.length === all.length ? days.reduce((first, day) => day < first ? day : first) : undefined
}

const times: Rule = { id: 'R200', severity: 'E', source: 'd', sentence: '走访不应在以后，也不应在建户以前、销户以后；同一走访人不应同时在两户', fields: ['startedAt', 'visitor'] }

const isOver = ({ values }: Entry, { today }: Subject): boolean => !isBlank(values, 'finishedAt') || (dayOf(values, 'startedAt') ?? today) < today

export const visits: readonly Check[] = [
  entries('visit', times, ({ values }, subject) => {
    const day = dayOf(values, 'startedAt')
    if (day === undefined) return undefined
    if (day > subject.today) return `走访时间${day}，还没有到`
    const [began, ended] = [beganOn(subject), dayOf(subject.household, 'endedOn')]
    if (began !== undefined && day < began) return `走访时间${day}，那时还没有这一户（最早${began}）`
    return ended !== undefined && day > ended ? `走访时间${day}，${ended}已经销户` : undefined
  }),
  household({ id: 'R201', severity: 'W', source: 'd', sentence: '应按规定的间隔走访（监测对象默认31天，风险消除户、脱贫户92天，一般农户183天），约定了下次走访日的按约定；从未走访过的只提醒监测对象', fields: ['monitorCategory', 'householdType'] },
    subject => {
      if (!subject.recordsKnown) return undefined
      const { kind, every, lastOn, dueOn, promised, state } = visitDueOf(subject)
      if (state !== 'late') return undefined
      const { title } = visitKinds[kind]
      const listed = kind === 'open' ? monthOf(subject.household, 'monitorFrom') : undefined
      if (lastOn === undefined) return `${title}，${listed === undefined ? '' : `${listed}识别，`}没有走访记录`
      const passed = dayNumber(subject.today) - dayNumber(lastOn)
      if (promised) return `${title}，上次走访${lastOn}，说好${dueOn}再去，还没有去`
      return `${title}，上次走访${lastOn}，${listed !== undefined && `${listed}-01` > lastOn ? `${listed}识别以后没有走访` : `已经${passed}天`}，应每${every}天一次`
    }),
  entries('visit', { id: 'R202', severity: 'W', source: 'd', sentence: '入户走访应有农户签字或手印，监测对象还应有照片；照片的拍摄时间与走访相差不应过久（默认24小时）', fields: ['signature', 'photos', 'photoTakenAt'] },
    (entry, subject) => {
      const { values } = entry
      const [started, taken, most] = [minuteOf(values, 'startedAt'), minuteOf(values, 'photoTakenAt'), subject.setting('photoHours')]
      if (started !== undefined && taken !== undefined && Math.abs(taken - started) > most * 60) {
        return { text: `照片${textOf(values, 'photoTakenAt') ?? ''}拍摄，走访时间${textOf(values, 'startedAt') ?? ''}，相差超过${most}小时`, field: 'photoTakenAt' }
      }
      if (values['mode'] !== AT_HOME || !isOver(entry, subject)) return undefined
      const unsigned = isBlank(values, 'signature') && isBlank(values, 'signedBy') && values['fingerprinted'] !== true
      const missing = [...(unsigned ? ['农户签字或手印'] : []), ...(subject.monitored && isBlank(values, 'photos') ? ['照片'] : [])]
      const day = dayOf(values, 'startedAt') ?? ''
      return missing.length > 0 ? { text: `${day}入户走访，没有${missing.join('、')}`, field: unsigned ? 'signature' : 'photos' } : undefined
    })
]

interface Placed { readonly entry: Entry, readonly house: Subject }
interface Stay extends Placed { readonly visitor: string, readonly from: number, readonly to: number }

const everyVisit = ({ households }: Village): readonly Placed[] => households.flatMap(house => house.entries('visit').map(entry => ({ entry, house })))

/** Visits in person of each visitor, with a time of day; one that was never finished is a moment. */
const stays = (all: Village): readonly Stay[] => everyVisit(all).flatMap(({ entry, house }) => {
  const { values } = entry
  const from = minuteOf(values, 'startedAt')
  if (from === undefined || values['mode'] !== AT_HOME) return []
  const to = Math.max(from, minuteOf(values, 'finishedAt') ?? from + (numberOf(values, 'minutes') ?? 0))
  const visitors = new Set((textOf(values, 'visitor') ?? '').split(/[、,，;；\s]+/u).filter(name => name !== ''))
  return [...visitors].map(visitor => ({ entry, house, visitor, from, to }))
})

const timeText = ({ entry: { values } }: Stay): string => textOf(values, 'startedAt') ?? ''

function* inTwoPlaces(all: Village) {
  for (const own of grouped(stays(all), ({ visitor }) => visitor)) {
    let latest: Stay | undefined
    for (const stay of own.toSorted((left, right) => left.from - right.from || left.to - right.to)) {
      if (latest && latest.house !== stay.house && (stay.from < latest.to || stay.from === latest.from)) {
        yield { text: `${stay.visitor}${timeText(stay)}走访${houseName(stay.house)}，那时还在走访${houseName(latest.house)}（${timeText(latest)}开始）`, record: stay.entry.id, household: houseId(stay.house) }
      }
      if (!latest || stay.to >= latest.to) latest = stay
    }
  }
}

function* copied(all: Village) {
  const [most, length] = [all.setting('copiedVisits'), all.setting('copiedLength')]
  const text = ({ entry }: Placed): string | undefined => {
    const remark = textOf(entry.values, 'remark') ?? ''
    const plain = remark.length >= length ? sameText(remark) : ''
    return plain.length >= length && plain !== '' ? plain : undefined
  }
  for (const group of grouped(everyVisit(all), text)) {
    if (group.length <= most) continue
    for (const { entry, house } of group) yield { text: `${dayOf(entry.values, 'startedAt') ?? ''}的走访记录与另外${group.length - 1}条文字相同`, record: entry.id, household: houseId(house) }
  }
}

export const visitsOfVillage: readonly VillageCheck[] = [
  village('visit', times, inTwoPlaces),
  village('visit', { id: 'R203', severity: 'W', source: 'd（S2-19）', sentence: '走访记录不应雷同（默认10字以上的同一段文字超过3条）', fields: ['remark'] }, copied)
]
