/**
 * 帮扶措施目录: the fourteen groups of the national system and their items, out of the code tables. `dev` lets a
 * household earn for itself (开发式), `safe` keeps it from falling (保障). An item without a source says so.
 */
import tables from '../../resources/codes.json' with { type: 'json' }
import { isCurrent } from '../registers/codes.ts'

export type MeasureKind = 'dev' | 'safe' | 'other'

export interface MeasureItem {
  readonly code: string
  readonly label: string
  readonly group: string
  /** Named by a rule or a policy; false: ordinary practice, the county may correct it. */
  readonly sourced: boolean
}

export interface MeasureGroup {
  readonly code: string
  readonly label: string
  readonly kind: MeasureKind
  readonly items: readonly MeasureItem[]
}

interface RawItem { readonly code: string, readonly label: string, readonly group: string, readonly assumed?: boolean, readonly from?: string, readonly until?: string }

const rawItems: readonly RawItem[] = tables.measureItem.items
const itemOf = ({ code, label, group, assumed }: RawItem): MeasureItem => ({ code, label, group, sourced: assumed !== true })

export const measureItems: readonly MeasureItem[] = rawItems.map(itemOf)

const itemsByGroup = Map.groupBy(measureItems, item => item.group)

export const measureGroups: readonly MeasureGroup[] = tables.measureGroup.items
  .map(({ code, label, kind }) => ({ code, label, kind: kind as MeasureKind, items: itemsByGroup.get(code) ?? [] }))

const groups: ReadonlyMap<string, MeasureGroup> = new Map(measureGroups.map(group => [group.code, group]))
const items: ReadonlyMap<string, MeasureItem> = new Map(measureItems.map(item => [item.code, item]))

export const measureGroup = (code: string): MeasureGroup | undefined => groups.get(code)
export const measureItem = (code: string): MeasureItem | undefined => items.get(code)

/** Items of a group that may be chosen on a day. */
export const itemsOn = (group: string, day: string): readonly MeasureItem[] => rawItems.filter(item => item.group === group && isCurrent(item, day)).map(itemOf)

/** 产业、就业、金融、公益岗位: those that let a household earn for itself. */
export const developmental: readonly string[] = measureGroups.filter(({ kind }) => kind === 'dev').map(({ code }) => code)

/** 技能培训 and 其他 do not by themselves make 「已实施」 (Gz5_12_011). */
export const weakItems: readonly string[] = ['industry.08', 'employment.01', 'employment.06', 'finance.04']

/** 小额信贷: the items whose amount and term have limits. */
export const creditItems: readonly string[] = ['finance.01']

export const groupTitles = (codes: readonly string[], between = '、'): string => codes.map(code => groups.get(code)?.label ?? code).join(between)
