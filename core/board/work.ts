/**
 * Work, schooling and skills against the targets of the policy. Each whole is written down where it is counted;
 * a person nothing is on record about stays in the whole and is told as such.
 */
import { checks } from '../checks/index.ts'
import { holdsPost, isAided, isAtWork, monthOf, numberOf, textOf } from '../checks/subject.ts'
import type { Member, Subject } from '../checks/subject.ts'
import { labelOf } from '../registers/codes.ts'
import { monthNumber } from '../registers/calendar.ts'
import { counted, houseLine, keyOf, memberLine, NO_RECORD, share } from './define.ts'
import type { GroupDefinition, HouseFacts, Put, Sorted } from './define.ts'
import { hasLabour, isExited } from './people.ts'

/** Who could work: labour of any degree, 16 to 59, not at school; as R109 (S0-32) asks it. */
export const couldWork = (one: Member): boolean => hasLabour(one) && !one.student && one.age !== undefined && one.age >= 16 && one.age < 60

export const worksNow = (one: Member, subject: Subject): boolean => one.working || holdsPost(one, subject)

/** Months of work (0 as well), a place, a way to the job, a stay or a post, or that no work is wanted: something was asked. */
function employmentOf(one: Member, subject: Subject): Sorted {
  if (worksNow(one, subject)) return 'in'
  const asked = numberOf(one.values, 'workMonths') !== undefined || one.list('jobChannel').length > 0 || one.text('workIntent') === '04'
    || ['work', 'publicPost'].some(register => subject.entries(register).some(({ person }) => person === one))
  return asked ? 'out' : 'unknown'
}

/** 政府组织劳务输出 and 东西部协作 (jobChannel 02, 03), or a stay under way to which the worker was taken point to point. */
const ORGANISED: readonly string[] = ['02', '03']
const isTaken = (one: Member, subject: Subject): boolean => subject.entries('work').some(({ person, values }) => person === one && values['pointToPoint'] === true && isAtWork(values, subject.today))

const zeroWork = checks.find(({ id }) => id === 'R109')!

const putShare = (put: Put, key: string, sorted: Sorted, house: HouseFacts, one: Member, note: string): void => put(keyOf(key, sorted), memberLine(house, one, note))
const workNote = (one: Member): string => [one.text('workPlace'), numberOf(one.values, 'workMonths') === undefined ? '' : `${numberOf(one.values, 'workMonths')} 个月`].filter(Boolean).join('，')

export const employment: GroupDefinition = {
  key: 'employment', title: '就业', kind: 'share',
  house(house, put) {
    const { subject } = house
    const moved = subject.household['inResettlement'] === true
    for (const one of subject.active) {
      if (couldWork(one)) {
        const sorted = employmentOf(one, subject)
        if (isExited(subject)) putShare(put, 'employment', sorted, house, one, workNote(one))
        if (moved || one.values['resettled'] === true) putShare(put, 'resettled', sorted, house, one, workNote(one))
      }
      const channels = one.list('jobChannel')
      if (channels.length > 0 || subject.entries('work').some(({ person, values }) => person === one && typeof values['pointToPoint'] === 'boolean')) put.mark('channel')
      if (channels.some(channel => ORGANISED.includes(channel)) || isTaken(one, subject)) put('transfer', memberLine(house, one, [channels.map(channel => labelOf('jobChannel', channel)).join('、'), workNote(one)].filter(Boolean).join('，')))
      if (holdsPost(one, subject)) put('publicPosts', memberLine(house, one, one.list('publicPost').map(post => labelOf('publicPostType', post)).join('、')))
    }
    if (subject.entries('publicPost').length > 0) put.mark('post')
    for (const { text } of zeroWork.run(subject.context)) put('zeroWork', houseLine(house, text))
  },
  figures(found) {
    const posts = counted(found, 'publicPosts', '公益性岗位', { unit: '人' })
    return [
      // Whole: members of 脱贫户 (01, 03) who could work. Part: at work or in a public post. S1-25.
      ...share(found, 'employment', { title: '脱贫劳动力就业率', out: '没有就业', setting: 'employmentRatePercent', words: '脱贫户里 16 至 59 岁、有劳动力、不在校的人' }),
      // Whole: the same of who was moved, by the person's or the household's own line. S4-33.
      ...share(found, 'resettled', { title: '易地搬迁就业率', out: '没有就业', setting: 'resettledEmploymentPercent', words: '易地搬迁的人里能就业的' }),
      counted(found, 'zeroWork', '零就业家庭', { tone: 'bad', words: '脱贫户和监测对象有劳动力、有意愿，没有人就业（S0-32）' }),
      counted(found, 'transfer', '有组织输出', { unit: '人', words: '政府组织、东西部协作或点对点', ...(!found.marked('channel') && { shown: NO_RECORD, tone: 'blank' as const }) }),
      posts.count === 0 && !found.marked('post') ? { ...posts, shown: NO_RECORD, tone: 'blank' } : posts
    ]
  }
}

/** 中职, 高职高专, 技师学院. */
const isVocational = (stage: string): boolean => stage >= '10' && stage <= '19'
const PLACED: readonly string[] = ['01', '02', '03', '04']

/** In the twelve months that end with this one. */
function graduated(one: Member, today: string): boolean {
  const month = monthOf(one.values, 'graduatesOn')
  if (month === undefined) return false
  const passed = monthNumber(today) - monthNumber(month)
  return passed >= 0 && passed < 12
}

const stageNote = (one: Member): string => [one.text('schoolStage') === undefined ? '' : labelOf('schoolStage', one.text('schoolStage') ?? ''), one.text('graduateDestination') === undefined ? '' : labelOf('graduateDestination', one.text('graduateDestination') ?? '')].filter(Boolean).join('，')

function sortSchool(house: HouseFacts, one: Member, put: Put): void {
  const { subject } = house
  const [stage, destination, note] = [one.text('schoolStage'), one.text('graduateDestination'), stageNote(one)]
  const left = graduated(one, subject.today)
  if (one.values['vocationalCandidate'] === true) {
    // Who has already left a vocational school has been taught in one: the grade of today says nothing of it.
    const taught = left || (stage !== undefined && isVocational(stage))
    putShare(put, 'twoLeavers', taught ? 'in' : stage === undefined ? 'unknown' : 'out', house, one, note)
    if (left && destination !== '02') putShare(put, 'vocationalWork', worksNow(one, subject) || destination === '01' || destination === '04' ? 'in' : destination === undefined && employmentOf(one, subject) === 'unknown' ? 'unknown' : 'out', house, one, note)
  }
  const yulu = subject.entries('educationAid').some(({ person, values }) => person === one && values['kind'] === '01')
  if (yulu && left) putShare(put, 'yulu', destination === undefined ? 'unknown' : PLACED.includes(destination) ? 'in' : 'out', house, one, note)
}

/** 脱贫户, open monitored households and whoever is on 低保 or 特困: those S1-24 speaks of, who could work and do not say they will not. */
const shouldLearn = (one: Member, subject: Subject): boolean =>
  (isExited(subject) || subject.open || isAided(one, 'dibao') || isAided(one, 'tekun')) && couldWork(one) && one.text('workIntent') !== '04'

function sortSkill(house: HouseFacts, one: Member, put: Put): void {
  const courses = house.subject.entries('training').filter(({ person }) => person === one)
  if (courses.length > 0) put.mark('training')
  if (!shouldLearn(one, house.subject)) return
  const papers = courses.filter(({ values }) => textOf(values, 'certificate') !== undefined || textOf(values, 'certificateNo') !== undefined || textOf(values, 'certificateLevel') !== undefined)
  const note = courses.map(({ values }) => [textOf(values, 'trade'), textOf(values, 'certificate')].filter(Boolean).join('，')).join('；')
  const skilled = one.text('labour') === '02'
  putShare(put, 'skilled', skilled || courses.length > 0 ? 'in' : 'out', house, one, note || (skilled ? '技能劳动力' : ''))
  putShare(put, 'certified', papers.length > 0 ? 'in' : courses.length === 0 ? 'unknown' : 'out', house, one, note)
}

export const learning: GroupDefinition = {
  key: 'learning', title: '教育与技能', kind: 'share',
  house(house, put) {
    for (const one of house.subject.active) {
      sortSchool(house, one, put)
      sortSkill(house, one, put)
    }
  },
  figures(found) {
    const trained = found.marked('training')
    const coverage = [
      // Whole: shouldLearn. Part: a skilled worker or somebody who took a course; of the second, with a certificate; who took no course was not asked for one. S1-24.
      ...share(found, 'skilled', { title: '掌握一项技能', out: '没有技能', setting: 'skillCoveragePercent', words: '脱贫户、监测对象和低收入人口里愿意就业的' }),
      ...share(found, 'certified', { title: '有技能证书', out: '没有证书', setting: 'skillCoveragePercent', words: '同样这些人' })
    ]
    return [
      // Whole: 两后生. Part: in or just out of 中职, 高职 or 技师. S1-26.
      ...share(found, 'twoLeavers', { title: '两后生接受职业教育', out: '没有接受', setting: 'twoLeaverPercent', words: '标为两后生的人' }),
      // Whole: 两后生 who left school in the last twelve months and did not go on to another. S1-27.
      ...share(found, 'vocationalWork', { title: '职业教育后就业', out: '没有就业', setting: 'vocationalEmploymentPercent', words: '近 12 个月毕业、没有升学的两后生' }),
      // Whole: with a grant of 雨露计划, left school in the last twelve months. Part: work, further school, army, own business. S4-28.
      ...share(found, 'yulu', { title: '雨露计划毕业生去向', out: '没有落实', setting: 'yuluPlacementPercent', words: '近 12 个月毕业的雨露计划学生，就业或升学' }),
      // Without a single course on record the village has not been asked: that is no 0 %.
      ...(trained ? coverage : coverage.map(figure => figure.of !== null && figure.count === 0 ? { ...figure, shown: NO_RECORD, tone: 'blank' as const, target: figure.target && { ...figure.target, met: null } } : figure))
    ]
  }
}
