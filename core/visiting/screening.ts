/**
 * 快速排查: the short form, 8–12 minutes at the door. What is asked in which order, what an answer means for the
 * fields of a visit, and what is missing before it may be called finished. A blank is never 否: a form that took
 * silence for 无风险 would hide the very household it is made to find.
 */
import { codeTable } from '../registers/codes.ts'
import type { CodeTableName } from '../registers/codes.ts'
import type { Values } from '../registers/define.ts'
import type { Value } from '../sync/change.ts'
import { isSigned } from '../visit/index.ts'

/** 有变化 is a false of the visit's 情况无变化 flag. */
export interface ScreeningTopic { readonly field: string; readonly title: string }

export const screeningTopics: readonly ScreeningTopic[] = [
  { field: 'unchangedMembers', title: '成员' }, { field: 'unchangedIncome', title: '收入' },
  { field: 'unchangedWork', title: '务工' }, { field: 'unchangedEducation', title: '上学' },
  { field: 'unchangedHealth', title: '健康' }, { field: 'unchangedInsurance', title: '参保' },
  { field: 'unchangedLiving', title: '住房' }, { field: 'unchangedWater', title: '饮水' }
]

export interface ScreeningOption { readonly key: string; readonly value: Value; readonly label: string }

/** one: a digit answers. many: digits mark, Enter takes. topic: a digit, and a line where something has changed. */
export interface ScreeningQuestion {
  readonly field: string
  readonly title: string
  readonly kind: 'one' | 'many' | 'topic' | 'text' | 'signature'
  readonly options: readonly ScreeningOption[]
  readonly hint: string
}

/** Codes of `visitOpinion`, `visitHandling`. */
const NO_RISK = '01', TAKE_IN = '03', TAKE_OUT = '04'
const ON_THE_SPOT = '01', INTO_PROCEDURE = '05', NOTHING = '07'

// Thirteen groups and ten digits: those after the ninth go by letters.
const KEYS = '123456789abcdefgh'
const coded = (table: CodeTableName, words: Readonly<Record<string, string>> = {}): readonly ScreeningOption[] =>
  codeTable(table).map(({ code, label }, at) => ({ key: KEYS[at] ?? '', value: code, label: words[code] ?? label }))
const flagged = (yes: string, no: string): readonly ScreeningOption[] => [{ key: '1', value: true, label: yes }, { key: '2', value: false, label: no }]

const asked = (kind: ScreeningQuestion['kind'], field: string, title: string, options: readonly ScreeningOption[] = [], hint = ''): ScreeningQuestion => ({ kind, field, title, options, hint })

export const screeningQuestions: readonly ScreeningQuestion[] = [
  asked('one', 'mode', '走访方式', coded('visitMode')),
  asked('many', 'focusGroups', '重点人群', coded('focusGroup'), '按键勾选或取消，Enter 确认；都不是也按 Enter 确认'),
  ...screeningTopics.map(({ field, title }) => asked('topic', field, title, flagged('无变化', '有变化'))),
  asked('one', 'atRisk', '是否有风险', flagged('有风险', '无风险')),
  asked('text', 'problems', '发现问题', [], '有风险要写清楚是什么；上面写的变化也在这里'),
  asked('one', 'opinion', '研判意见', coded('visitOpinion')),
  asked('one', 'handling', '处理去向', coded('visitHandling', { [INTO_PROCEDURE]: '转线索，纳入监测程序' })),
  asked('text', 'remark', '走访记录', [], '当场解决的，写怎么解决的'),
  asked('one', 'policyAware', '知晓监测帮扶政策', flagged('知晓', '不知晓')),
  asked('text', 'firstScreener', '排查人'),
  asked('text', 'secondScreener', '第二排查人'),
  asked('one', 'screenersSigned', '两名排查人已签字', flagged('已签', '未签')),
  asked('signature', 'signature', '农户签字')
]

const textOf = (values: Values, field: string): string => {
  const value = values[field]
  return typeof value === 'string' ? value.trim() : ''
}
const isBlank = (value: Value | undefined): boolean => value === undefined || value === null || value === ''

const lineOf = (title: string): string => `${title}有变化：`
const linesOf = (problems: string): readonly string[] => problems.split('\n').filter(line => line.trim() !== '')

/** What was noted of a topic: its own line of 发现问题. */
export const noteOf = (problems: Value | undefined, title: string): string =>
  (typeof problems === 'string' ? linesOf(problems).find(line => line.startsWith(lineOf(title)))?.slice(lineOf(title).length) : undefined) ?? ''

/** 发现问题 with this topic's line put, or taken out; whatever else was written there stays. */
export function withNote(problems: Value | undefined, title: string, note: string): string | null {
  const lines = typeof problems === 'string' ? linesOf(problems) : []
  const line = note.trim() === '' ? [] : [`${lineOf(title)}${note.trim().replaceAll(/\s*\n\s*/gu, ' ')}`]
  const at = lines.findIndex(each => each.startsWith(lineOf(title)))
  const put = at < 0 ? [...lines, ...line] : lines.toSpliced(at, 1, ...line)
  return put.length > 0 ? put.join('\n') : null
}

/** Whether a clue has to be opened: somebody said there is a risk, or that it goes into the procedure. */
export const makesClue = (values: Values): boolean => values['atRisk'] === true || values['handling'] === INTO_PROCEDURE

/** Asked by the short form only. */
const SHORT_ONLY = ['focusGroups', 'atRisk', 'firstScreener', 'secondScreener', 'screenersSigned'] as const
/**
 * Whether a visit was made by the short form. One with none of its own questions answered yet is told by its round:
 * the short form always names one, the long form only a round of long forms (`fullRounds`, titles).
 */
export const isScreening = (values: Values, fullRounds: ReadonlySet<string>): boolean => {
  const round = textOf(values, 'round')
  return SHORT_ONLY.some(field => !isBlank(values[field])) || (round !== '' && !fullRounds.has(round))
}

export interface ScreeningProblem { readonly rule: string; readonly field: string; readonly text: string }

/** What is missing, in the order of the form; nothing when it may be finished. */
export function screeningProblems(values: Values): readonly ScreeningProblem[] {
  const found: ScreeningProblem[] = []
  const put = (wrong: boolean, rule: string, field: string, text: string): void => { if (wrong) found.push({ rule, field, text }) }
  const blank = (field: string): boolean => isBlank(values[field])
  const risk = values['atRisk'], opinion = values['opinion'], handling = values['handling']
  const first = textOf(values, 'firstScreener'), second = textOf(values, 'secondScreener')
  put(blank('mode'), 'S01', 'mode', '走访方式没有选')
  put(!Array.isArray(values['focusGroups']), 'S02', 'focusGroups', '重点人群没有确认，都不是也要确认')
  for (const { field, title } of screeningTopics) {
    put(typeof values[field] !== 'boolean', 'S03', field, `${title}有没有变化没有问`)
    put(values[field] === false && noteOf(values['problems'], title) === '', 'S04', field, `${title}有变化，变了什么没有写`)
  }
  put(typeof risk !== 'boolean', 'S05', 'atRisk', '是否有风险没有答，空着不算无风险')
  put(risk === true && textOf(values, 'problems') === '', 'S06', 'problems', '有风险，是什么风险没有写')
  put(blank('opinion'), 'S07', 'opinion', '研判意见没有选')
  put(risk === true && (opinion === NO_RISK || opinion === TAKE_OUT), 'S08', 'opinion', '有风险，研判意见不能是无风险或建议消除')
  put(risk === false && opinion === TAKE_IN, 'S08', 'opinion', '无风险，研判意见不能是建议纳入')
  put(blank('handling'), 'S09', 'handling', '处理去向没有选')
  put(handling === ON_THE_SPOT && textOf(values, 'remark') === '', 'S10', 'remark', '当场解决，怎么解决的没有写')
  put(risk === true && handling === NOTHING, 'S11', 'handling', '有风险，处理去向不能是无问题')
  put(typeof values['policyAware'] !== 'boolean', 'S12', 'policyAware', '是否知晓政策没有问')
  put(first === '', 'S13', 'firstScreener', '排查人没有写')
  put(second === '', 'S14', 'secondScreener', '第二排查人没有写，排查要两个人')
  put(first !== '' && first === second, 'S14', 'secondScreener', '两名排查人是同一个人')
  put(values['screenersSigned'] !== true, 'S15', 'screenersSigned', '排查人还没有签字')
  put(!isSigned(values), 'S16', 'signature', '农户还没有签字')
  return found
}

/** The clue's words: what was found, else what was concluded. */
export const clueText = (values: Values): string => textOf(values, 'problems') || textOf(values, 'remark') || '快速排查：建议纳入监测程序'
