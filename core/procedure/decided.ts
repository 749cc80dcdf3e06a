/**
 * What only the procedure may say of a household: that it is watched over, since when, and that its risk is gone. No
 * hand types it at the door or in a ledger; the national system's export brings what was decided before.
 */
import type { Values } from '../registers/define.ts'

const FIELDS: ReadonlySet<string> = new Set(['monitorCategory', 'monitorFrom', 'riskEliminated', 'eliminatedOn', 'eliminationMode', 'countyDecidedOn', 'relistedOn'])
/** Kinds of origin that may: the procedure itself, a file, and what only gives back or chooses among answers that stand. */
const BY: ReadonlySet<string> = new Set(['procedure', 'import', 'undo', 'decision', 'county', 'life'])

export const DECIDED_BY_PROCEDURE = '由监测程序决定，不在这里填；请到“监测帮扶”里办。以前已经定下的，从国家系统的导出表导入'

export const isDecidedByProcedure = (register: string, field: string): boolean => register === 'household' && FIELDS.has(field)

/** The first field that this origin may not set; undefined: all of them may be. */
export const decidedField = (register: string, fields: Values, origin: string): string | undefined =>
  BY.has(origin) ? undefined : Object.keys(fields).find(field => isDecidedByProcedure(register, field))
