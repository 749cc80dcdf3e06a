/** Households to be printed: an ordinary one, and one whose texts attack the page. */
import type { RecordState, Value } from '#core/sync/change.ts'
import { context as doorContext, member, record } from '../core/visit/family.ts'
import type { PrintMeta } from '../../src/print/meta.ts'
import type { VisitContext } from '#core/visit/index.ts'

export const META: PrintMeta = { village: '万兴村', printedOn: '2026-11-22', printedBy: '王队长', whole: false, purpose: '' }
export const ID = '530521198611220015'
export const PHONE = '13987500001'
export const ATTACK = '<img src=x onerror=alert(1)>'

export const familyOf = (people: number, head: Readonly<Record<string, Value>> = {}, house: Readonly<Record<string, Value>> = {}): VisitContext => doorContext({
  household: record('household', 'house-01', { villagerGroup: '1组', phone: PHONE, bankAccount: '6223200012345678', householdType: '02', arableMu: 6.35, ...house }),
  members: Array.from({ length: people }, (_, at): RecordState => member(`person-0${at}`, at === 0
    ? { name: '李光明', idNo: ID, phone: PHONE, health: ['02'], illness: '尿毒症', workMonths: 8, ...head } : { name: `李小${at}`, relation: at === 1 ? '10' : '20', idNo: ID, workMonths: 0 }))
})
