/** A step of a procedure that others have gone on from is not taken back by 撤销: theirs would stand on nothing. */
import { AppError } from '#core/error.ts'
import type { Desk } from './desk.ts'
import { standingFor, STEP, CASE } from './monitor-cases-read.ts'
import type { KeptStep } from './steps.ts'
import { textOf } from './belongs.ts'

const no = (reason: string): AppError => new AppError('step-refused', { reason, rule: 'P02' })

/** Throws 'step-refused'. */
export function refuseBuiltOn(desk: Desk, { records }: KeptStep): void {
  const made = new Set(records.filter(({ made: isMade }) => isMade).map(({ record }) => record))
  for (const { register, record, made: isMade } of records) {
    if (!isMade || (register !== STEP && register !== CASE)) continue
    const known = desk.roster.get(register, record)
    if (!known || known.values['voided'] === true) continue
    const { status } = standingFor(desk, register === CASE ? record : textOf(known, 'case'))
    const taken = [...status.steps, ...status.contested, ...status.misplaced]
    if (register === CASE && taken.some(({ id }) => !made.has(id))) throw no('这个程序已经办了环节，不能撤销发起。先从最后一步起撤回，或终止程序')
    const place = status.steps.findIndex(({ id }) => id === record)
    if (register === STEP && place >= 0 && status.steps.slice(place + 1).some(({ id }) => !made.has(id))) throw no('后面又办了别的环节，这一步不能撤销。请从最后一步起往回撤')
  }
}
