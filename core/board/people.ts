/** Households by kind, and the people in them. Kinds overlap: a household lifted out of poverty may be on 低保 and monitored. */
import { isAided, LABOUR } from '../checks/subject.ts'
import type { Member, Subject } from '../checks/subject.ts'
import { codeTable, labelOf } from '../registers/codes.ts'
import { counted, houseLine, memberLine } from './define.ts'
import type { Figure, GroupDefinition } from './define.ts'

const TYPES: ReadonlyMap<string, string> = new Map([['01', 'exited'], ['03', 'exitedWithout'], ['02', 'ordinary']])
const CATEGORIES = codeTable('monitorCategory')

/** 脱贫户, with or without the benefits of the policy (码表 householdType 01, 03). */
export const isExited = ({ text }: Subject): boolean => ['01', '03'].includes(text('householdType') ?? '')
export const hasLabour = (one: Member): boolean => ([LABOUR.ordinary, LABOUR.skilled, LABOUR.weak] as readonly string[]).includes(one.text('labour') ?? '')

export const kinds: GroupDefinition = {
  key: 'kinds', title: '各类农户', kind: 'bars', words: '一户可以同时在几类里',
  house(house, put) {
    const { subject, undecided } = house
    const category = subject.text('monitorCategory') ?? ''
    put('households', houseLine(house, `${subject.active.length} 人`))
    put(TYPES.get(subject.text('householdType') ?? '') ?? 'typeBlank', houseLine(house, category === '' ? '' : labelOf('monitorCategory', category)))
    if (undecided) put('monitorUndecided', houseLine(house, '监测类别或风险消除未定，两边不同'))
    else if (subject.open) put(CATEGORIES.some(({ code }) => code === category) ? `monitor${category}` : 'monitorUndecided', houseLine(house, subject.risks.map(risk => labelOf('riskType', risk)).join('、')))
    else if (subject.eliminated && subject.monitored) put('eliminated', houseLine(house, [labelOf('monitorCategory', category), subject.text('eliminatedOn')].filter(Boolean).join('，')))
    for (const aid of ['dibao', 'tekun'] as const) {
      const aided = subject.active.filter(one => isAided(one, aid))
      if (aided.length > 0) put(aid, houseLine(house, aided.map(({ name }) => name).join('、')))
    }
  },
  figures(found) {
    const shownWhereAny = (figure: Figure): readonly Figure[] => figure.count > 0 ? [figure] : []
    return [
      counted(found, 'households', '全部农户'),
      counted(found, 'exited', '脱贫户'),
      ...shownWhereAny(counted(found, 'exitedWithout', '脱贫不享受政策户')),
      counted(found, 'ordinary', '一般农户'),
      ...shownWhereAny(counted(found, 'typeBlank', '没有填户类型', { tone: 'blank' })),
      ...CATEGORIES.map(({ code, label }) => counted(found, `monitor${code}`, label, { tone: 'watch', words: '风险没有消除的' })),
      ...shownWhereAny(counted(found, 'monitorUndecided', '监测未定', { tone: 'bad', words: '两边填的不同，要先定下来' })),
      counted(found, 'eliminated', '风险已消除', { tone: 'good' }),
      counted(found, 'dibao', '低保户', { words: '有人享受低保的户' }),
      counted(found, 'tekun', '特困户', { words: '有人享受特困供养的户' })
    ]
  }
}

export const people: GroupDefinition = {
  key: 'people', title: '人口', kind: 'list',
  house(house, put) {
    const { subject } = house
    for (const one of subject.active) {
      const line = memberLine(house, one, one.age === undefined ? '' : `${one.age} 岁`)
      put('population', line)
      if (isExited(subject)) put('exitedPeople', line)
      if (subject.open) put('monitoredPeople', line)
      if (isAided(one, 'dibao')) put('dibaoPeople', line)
      if (isAided(one, 'tekun')) put('tekunPeople', line)
      if (one.text('labour') !== undefined) put.mark('labour')
      if (hasLabour(one)) put('labour', memberLine(house, one, labelOf('labour', one.text('labour') ?? '')))
    }
  },
  figures: found => [
    counted(found, 'population', '在册人口', { unit: '人' }), counted(found, 'exitedPeople', '脱贫人口', { unit: '人' }),
    counted(found, 'monitoredPeople', '监测对象', { unit: '人', tone: 'watch', words: '风险没有消除的' }),
    counted(found, 'dibaoPeople', '低保', { unit: '人' }), counted(found, 'tekunPeople', '特困', { unit: '人' }),
    counted(found, 'labour', '劳动力', { unit: '人', words: '普通、技能、弱或半劳动力', ...(!found.marked('labour') && { shown: '没有记录', tone: 'blank' as const }) })
  ]
}
