/** What a column may be taken for, as the person who maps sees it: the fields of the registers, in their words. */
import type { Register } from '#core/registers/define.ts'
import { registerOf } from '#core/registers/index.ts'

export type Target =
  | { readonly kind: 'field'; readonly register: string; readonly name: string }
  | { readonly kind: 'head-name' | 'head-id' | 'village' | 'place' | 'ignored' }

export interface TargetGroup { readonly title: string; readonly targets: readonly { readonly key: string; readonly label: string; readonly target: Target }[] }

const plain = { 'head-name': '户主姓名', 'head-id': '户主证件号码', village: '行政村', place: '省、市、县、乡、序号', ignored: '不导入这一列' } as const
const plainKinds = Object.keys(plain) as readonly (keyof typeof plain)[]

export const targetKey = (target: Target | null): string =>
  target === null ? '' : target.kind === 'field' ? `${target.register}.${target.name}` : target.kind

const groupOf = (register: Register): TargetGroup => ({
  title: register.title,
  targets: Object.entries(register.fields).filter(([name, field]) => field.type !== 'drawing' && name !== register.household && name !== register.person)
    .map(([name, field]) => ({ key: `${register.name}.${name}`, label: field.label, target: { kind: 'field', register: register.name, name } }))
})

/** The register of the lines first, then who they belong to; a roster brings people, households and incomes. */
export function targetGroups(base: string): readonly TargetGroup[] {
  const names = base === 'person' || base === 'household' ? ['person', 'household', 'income'] : [base, 'person', 'household']
  return [
    { title: '其他', targets: plainKinds.map(kind => ({ key: kind, label: plain[kind], target: { kind } })) },
    ...names.flatMap(name => registerOf(name) ?? []).map(groupOf)
  ]
}
