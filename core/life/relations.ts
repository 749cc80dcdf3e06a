/**
 * What a changed head makes of the others' relations, where it follows without doubt: the old head's child is a
 * grandchild of the old head's mother. Where two households could hide behind one code (whose wife is the
 * daughter-in-law?) nothing is suggested and a person is asked.
 */
import { sexOf } from '../registers/id-number.ts'
import { HEAD } from '../registers/person.ts'
import type { LifeRecord } from './define.ts'

type Kin = 'head' | 'spouse' | 'child' | 'childInLaw' | 'parent' | 'parentInLaw' | 'grandchild' | 'sibling'

const KIN: Readonly<Record<Exclude<Kin, 'head'>, readonly string[]>> = {
  spouse: ['10', '11', '12'],
  child: ['20', '21', '22', '23', '24', '25', '26', '27', '29', '30', '31', '32', '33', '34', '35', '36', '37', '39'],
  childInLaw: ['28', '38'],
  parent: ['50', '51', '52', '57', '58'],
  parentInLaw: ['53', '54', '55', '56'],
  grandchild: ['41', '42', '43', '44'],
  sibling: ['70', '71', '73', '75', '77']
}

const text = ({ values }: LifeRecord, field: string): string => {
  const value = values[field]
  return typeof value === 'string' ? value : ''
}

function kinOf(person: LifeRecord): Kin | undefined {
  const relation = text(person, 'relation')
  if (relation === HEAD) return 'head'
  return (Object.keys(KIN) as Exclude<Kin, 'head'>[]).find(kin => KIN[kin].includes(relation))
}

/** '1' 男, '2' 女, '' unknown. */
const sexIn = (person: LifeRecord): string => sexOf(text(person, 'idNo')) ?? text(person, 'sex')

const bySex = (person: LifeRecord, male: string, female: string): string => ({ 1: male, 2: female })[sexIn(person)] ?? ''

type Rule = (member: LifeRecord, head: LifeRecord, old: LifeRecord | undefined) => string

const same: Rule = member => text(member, 'relation')
const spouse: Rule = () => '10'
const child: Rule = member => bySex(member, '20', '30')
const parent: Rule = member => bySex(member, '51', '52')
const sibling: Rule = () => '70'

/** By what the new head was to the old one, then by what the member was. */
const RULES: Partial<Record<Kin, Partial<Record<Kin, Rule>>>> = {
  spouse: {
    head: spouse, child: same, childInLaw: same, grandchild: same, parentInLaw: parent,
    parent: (member, head) => bySex(head, bySex(member, '55', '56'), bySex(member, '53', '54'))
  },
  child: {
    head: parent, spouse: parent, child: sibling,
    parent: (member, _, old) => old ? bySex(old, bySex(member, '61', '62'), bySex(member, '63', '64')) : ''
  },
  parent: {
    head: child, sibling: child, parent: spouse, spouse: member => bySex(member, '28', '38'),
    child: (member, _, old) => old ? bySex(old, bySex(member, '41', '42'), bySex(member, '43', '44')) : ''
  },
  sibling: { head: sibling, sibling, parent: same }
}

/** The member's relation to the new head, '' where it does not follow; `old`: the head both relations were to. */
export function suggestRelation(head: LifeRecord, member: LifeRecord, old: LifeRecord | undefined): string {
  // Who heads the household already takes the same people along under the same relations.
  if (old !== undefined && head.id === old.id) return text(member, 'relation')
  const [of, to] = [kinOf(head), kinOf(member)]
  if (of === undefined || to === undefined || head.id === member.id) return ''
  return RULES[of]?.[to]?.(member, head, old) ?? ''
}
