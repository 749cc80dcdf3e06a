/** L30 帮扶单位/责任人: who stands by which household, and the cadres themselves. */
import { textOf } from '../checks/subject.ts'
import { count, flag } from '../registers/define.ts'
import type { Values } from '../registers/define.ts'
import { defineLedger, stored, storedAll, workedOut } from './build.ts'
import { ofHousehold, place, written } from './common.ts'
import type { LedgerColumn, LedgerContext } from './define.ts'

type CadreField = 'sex' | 'politicalStatus' | 'role' | 'unit' | 'unitLevel' | 'phone'
/** A field of the cadre the pairing names; changed where the cadre stands, not in every pairing. */
const ofCadre = (name: CadreField): LedgerColumn => ({
  ...stored('cadre', name), key: `cadre:${name}`, from: { kind: 'computed', read: row => row.linked('cadre', row.base.values['cadre'])?.values[name] }
})

const holds = ({ today }: LedgerContext, values: Values): boolean => (textOf(values, 'to') ?? today) >= today

export const pairing = defineLedger({
  name: 'pairing', code: 'L30', title: '帮扶单位/责任人', scope: 'H', base: 'pairing',
  common: ofHousehold,
  columns: [
    stored('pairing', 'cadre'), ...(['sex', 'politicalStatus', 'role', 'unit', 'unitLevel', 'phone'] as const).map(ofCadre),
    ...storedAll('pairing', 'main', 'from', 'to', 'endReason'),
    workedOut('holds', flag('是否在帮', { sensitivity: 'open' }), row => holds(row, row.base.values))
  ],
  trailing: written
})

export const cadres = defineLedger({
  name: 'cadres', code: 'L30.1', title: '帮扶责任人与驻村队员', scope: 'V', base: 'cadre',
  common: place,
  columns: [
    ...storedAll('cadre', 'name', 'sex', 'politicalStatus', 'role', 'unit', 'unitLevel', 'leader', 'phone', 'from', 'to', 'term'),
    workedOut('pairedHouseholds', count('帮扶户数', { sensitivity: 'open', unit: '户' }), row =>
      new Set(row.inVillage('pairing').filter(({ values }) => values['cadre'] === row.base.id && holds(row, values)).map(({ values }) => values['household'])).size, { total: 'sum' })
  ],
  trailing: written
})
