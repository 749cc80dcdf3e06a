/** The 乡镇 a village's code lies in, by its first nine digits; '' outside the county this list is of. */
import tables from '../../resources/codes.json' with { type: 'json' }

const TOWNSHIP_DIGITS = 9
const names: ReadonlyMap<string, string> = new Map(tables.shidianTownships.items.map(({ code, label }) => [code, label]))

export const townshipOf = (village: string): string => names.get(village.slice(0, TOWNSHIP_DIGITS)) ?? ''
