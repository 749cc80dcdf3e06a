/**
 * 三保障和饮水 as lights: households with a problem open, and those nobody has been asked about. After elimination
 * the answer given afterwards goes before the one at listing, or a solved dropout would burn for ever.
 */
import type { Subject } from '../checks/subject.ts'
import { counted, houseLine, NO_RECORD } from './define.ts'
import type { Figure, Found, GroupDefinition, Light, World } from './define.ts'

/** What is wrong, in words; [] nothing; undefined: nothing is on record. */
type Look = (subject: Subject, world: World) => readonly string[] | undefined

function flagged(subject: Subject, field: string, after: string): boolean | undefined {
  const { household, eliminated } = subject
  const value = eliminated && typeof household[after] === 'boolean' ? household[after] : household[field]
  return typeof value === 'boolean' ? value : undefined
}

/** Nothing told of any of them is unknown; one told wrong is enough. */
const say = (known: readonly unknown[], wrong: readonly (string | false)[]): readonly string[] | undefined => {
  const found = wrong.filter(one => one !== false)
  return found.length > 0 || known.some(one => one !== undefined) ? found : undefined
}

const school: Look = (subject, { setting }) => {
  const flag = flagged(subject, 'dropout', 'afterDropout')
  const [from, to] = [setting('compulsoryAgeMin'), setting('compulsoryAgeMax')]
  const children = subject.active.filter(({ schoolAge }) => schoolAge !== undefined && schoolAge >= from && schoolAge <= to)
  const away = children.filter(one => one.text('dropoutReason') !== undefined && !one.student && one.values['homeTeaching'] !== true)
  const unasked = children.filter(one => one.text('schoolStage') === undefined && one.text('dropoutReason') === undefined)
  const wrong = [flag === true && '义务教育阶段有人失学辍学', ...away.map(({ name }) => `${name}没有上学`)].filter(one => one !== false)
  // A household without children of that age has nothing to be asked.
  return wrong.length > 0 || flag === false || unasked.length === 0 ? wrong : undefined
}

const medical: Look = subject => {
  const flag = flagged(subject, 'uninsuredMember', 'afterUninsuredMember')
  const insured = ({ values }: Subject['active'][number]): boolean | undefined =>
    values['medResident'] === true || values['medEmployee'] === true ? true : values['medResident'] === false ? false : undefined
  const without = subject.active.filter(one => insured(one) === false)
  const wrong = [flag === true && without.length === 0 && '有人未参加基本医疗保险', ...without.map(({ name }) => `${name}未参保`)].filter(one => one !== false)
  return wrong.length > 0 || flag === false || subject.active.every(one => insured(one) !== undefined) ? wrong : undefined
}

const housing: Look = subject => {
  const { household } = subject
  const [flag, level] = [flagged(subject, 'housingUnsafe', 'afterHousingUnsafe'), subject.text('dangerLevel')]
  return say([flag, household['dangerHouse'], level], [
    flag === true && '住房出现安全问题', household['dangerHouse'] === true && '住危房', (level === 'C' || level === 'D') && `${level} 级危房`
  ])
}

const water: Look = subject => {
  const { household } = subject
  const [flag, verdict] = [flagged(subject, 'waterUnsafe', 'afterWaterUnsafe'), subject.text('waterVerdict')]
  return say([flag, household['safeWater'], verdict], [
    flag === true && '饮水出现安全问题', household['safeWater'] === false && '没有解决安全饮用水', verdict === '03' && '饮水结论不安全'
  ])
}

const lights: readonly (readonly [key: string, title: string, look: Look])[] = [
  ['school', '义务教育', school], ['medical', '基本医疗', medical], ['housing', '住房安全', housing], ['water', '饮水安全', water]
]

function lightOf({ lines }: Found, key: string): Light {
  const [open, unknown, clear] = [lines(key).length, lines(`${key}.unknown`).length, lines(`${key}.clear`).length]
  return open > 0 ? 'red' : unknown === 0 ? (clear > 0 ? 'green' : 'blank') : clear === 0 ? 'blank' : 'amber'
}
const LIGHT_WORDS: Readonly<Record<Light, string>> = { red: '有问题没有解决', amber: '没有问题，但还有户没有记录', green: '都没有问题', blank: NO_RECORD }

export const safeguards: GroupDefinition = {
  key: 'safeguards', title: '三保障和饮水', kind: 'lights',
  house(house, put, world) {
    for (const [key, , look] of lights) {
      const wrong = look(house.subject, world)
      put(wrong === undefined ? `${key}.unknown` : wrong.length > 0 ? key : `${key}.clear`, houseLine(house, wrong?.join('、') ?? ''))
    }
  },
  figures: found => lights.flatMap(([key, title]): readonly Figure[] => {
    const light = lightOf(found, key)
    return [
      counted(found, key, title, { light, words: LIGHT_WORDS[light], tone: light === 'red' ? 'bad' : 'plain', ...(light === 'blank' && { shown: NO_RECORD }) }),
      counted(found, `${key}.clear`, '没有问题', { row: key, tone: 'good' }), counted(found, `${key}.unknown`, NO_RECORD, { row: key, tone: 'blank' })
    ]
  })
}
