/** What the program keeps of its own doings, to be read by the first secretary: who looked at what, and what was imported. */
import { text } from '../registers/define.ts'
import { fieldOf, registerOf } from '../registers/index.ts'
import { aside, defineLedger, storedAll, workedOut } from './build.ts'
import { ofHousehold, place } from './common.ts'
import type { LedgerContext } from './define.ts'

const open = { sensitivity: 'open' } as const
const said = ({ base }: LedgerContext, name: string): string => { const value = base.values[name]; return typeof value === 'string' ? value : '' }

// A file or a print is noted by its own words; only a field's name has a label.
const what = workedOut('revealed', text('看了哪一项', open), row => fieldOf(said(row, 'register'), said(row, 'field'))?.label ?? said(row, 'field'), { width: 9 })
const of = workedOut('revealedIn', text('哪类记录', open), row => registerOf(said(row, 'register'))?.title ?? said(row, 'register'), { width: 6 })
const whose = workedOut('revealedOf', text('谁的'), row => row.linked('person', said(row, 'register') === 'person' ? said(row, 'record') : undefined)?.values['name'] ?? row.head?.values['name'], { width: 5 })

export const reveal = defineLedger({
  name: 'reveal', code: 'L31', title: '查看记录', scope: 'E', base: 'reveal', adds: 'none',
  common: ofHousehold.filter(({ key }) => key !== 'household.phone'),
  columns: [...storedAll('reveal', 'at', 'by', 'purpose'), whose, of, what, ...aside(storedAll('reveal', 'register', 'record', 'field'))]
})

export const imports = defineLedger({
  name: 'import', code: 'L32', title: '导入记录', scope: 'E', base: 'importBatch', adds: 'none',
  common: place,
  columns: storedAll('importBatch', 'at', 'by', 'fileName', 'sheet', 'rows', 'households', 'people', 'records', 'changes', 'undone')
})
