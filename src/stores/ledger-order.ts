/** Where the lines stand after something was changed while a person works in the list. */

/**
 * A line does not jump away from under the hand that changed it: lines keep their places until the person
 * has them put in order again; who is no longer found goes, unless it was just touched here; who is new comes last.
 */
export function kept(before: readonly string[], now: readonly string[], touched: ReadonlySet<string>): { readonly ids: readonly string[]; readonly disordered: boolean } {
  if (same(before, now)) return { ids: before, disordered: false }
  const found = new Set(now)
  const old = new Set(before)
  const ids = [...before.filter(id => found.has(id) || touched.has(id)), ...now.filter(id => !old.has(id))]
  return same(ids, now) ? { ids: now, disordered: false } : { ids: same(ids, before) ? before : ids, disordered: true }
}

const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((id, i) => id === b[i])
