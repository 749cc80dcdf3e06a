import type { County } from '../../server/county.ts'
export const benchWindow = async (_county: County, _village: string, _say: (line: string) => void): Promise<Record<string, number>> => ({})
