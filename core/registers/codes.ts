import tables from '../../resources/codes.json' with { type: 'json' }
export type CodeTableName = keyof typeof tables
