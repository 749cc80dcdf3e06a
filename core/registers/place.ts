/** Names of the province, prefecture and county a village's code lies in; '' for those this list does not know. */
import { townshipOf } from './township.ts'

const names: ReadonlyMap<string, string> = new Map([['53', '云南省'], ['5305', '保山市'], ['530521', '施甸县']])

export interface Place { readonly province: string; readonly city: string; readonly county: string; readonly township: string }

export function placeOf(village: string): Place {
  const named = (digits: number): string => names.get(village.slice(0, digits)) ?? ''
  return { province: named(2), city: named(4), county: named(6), township: townshipOf(village) }
}
