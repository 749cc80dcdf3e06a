/** Where an answer came from, in the people's words; a kind from a newer laptop is named as such. */
import type { Origin, OriginKind } from '#core/sync/change.ts'

const words: Readonly<Record<OriginKind, string>> = {
  visit: '走访', import: '导入', edit: '修改', ledger: '台账', life: '人口变动', paper: '纸表录入', undo: '撤销', decision: '处理冲突', county: '县里', procedure: '监测程序', clue: '线索核实'
}
export const originWord = (origin: Origin): string => Object.hasOwn(words, origin.kind) ? words[origin.kind as OriginKind] : '其他来源'
