/**
 * The person list of the national system: its 58 headings in its order, one of them twice as it stands there, every
 * cell text, the household's columns on each member's line. A clerk lays it beside the system's own export, so
 * no column is added, left out or moved.
 */
import type { Field, Values } from '#core/registers/define.ts'
import { fieldOf } from '#core/registers/index.ts'
import type { Place } from '#core/registers/place.ts'
import { cellValue } from './cell-value.ts'
import type { ColumnSpec, Line } from './spec.ts'

export const NATIONAL_TITLE = '防返贫监测户及家庭成员信息'

export interface NationalLine {
  readonly place: Place & { readonly village: string }
  readonly household: Values
  readonly person: Values
  readonly head: Values | undefined
  /** The latest annual income with its totals as an export writes them. */
  readonly income: Values
}

type PlaceName = keyof NationalLine['place']
type From = `place.${PlaceName}` | `${'household' | 'person' | 'income' | 'head'}.${string}`

const LAYOUT: readonly (readonly [heading: string, from: From])[] = [
  ['省', 'place.province'], ['市', 'place.city'], ['县(市、区、旗)', 'place.county'], ['乡(镇)', 'place.township'], ['行政村', 'place.village'],
  ['自然村', 'household.naturalVillage'], ['村民小组', 'household.villagerGroup'], ['户编号', 'household.nationalHouseholdNo'],
  ['人口编号', 'person.nationalPersonNo'], ['姓名', 'person.name'], ['性别', 'person.sex'], ['出生日期', 'person.birthDate'],
  ['证件类型', 'person.idType'], ['证件号码', 'person.idNo'], ['民族', 'person.ethnicity'], ['户联系电话', 'household.phone'],
  ['成员联系电话', 'person.phone'], ['年度', 'income.year'], ['与户主关系', 'person.relation'], ['文化程度', 'person.education'],
  ['在校生状况', 'person.schoolStage'], ['失学或辍学原因', 'person.dropoutReason'], ['健康状况', 'person.health'], ['残疾类别', 'person.disabilityType'],
  ['劳动技能', 'person.labour'], ['务工所在地', 'person.workPlace'], ['务工企业名称', 'person.employer'], ['务工时间（月）', 'person.workMonths'],
  ['公益性岗位类型', 'person.publicPost'], ['公益性岗位(月数)', 'person.publicPostMonths'], ['政治面貌', 'person.politicalStatus'], ['是否会讲普通话', 'person.mandarin'],
  ['是否参加城乡居民基本医疗保险', 'person.medResident'], ['是否参加城镇职工基本医疗保险', 'person.medEmployee'], ['是否参加大病保险', 'person.medCritical'],
  ['是否参加城乡居民基本养老保险', 'person.penResident'], ['享受低保政策情况', 'person.dibao'], ['享受特困供养政策情况', 'person.tekun'],
  ['户类型', 'household.householdType'], ['监测对象类别', 'household.monitorCategory'], ['致贫/返贫风险1', 'household.risks'], ['首次识别时间', 'household.monitorFrom'],
  ['风险是否已消除', 'household.riskEliminated'], ['风险是否已消除', 'household.riskEliminated'], ['户主姓名', 'head.name'], ['户主证件号码', 'head.idNo'],
  ['工资性收入', 'income.wageTotal'], ['生产经营性收入', 'income.businessTotal'], ['财产性收入', 'income.propertyTotal'], ['转移性收入', 'income.transferTotal'],
  ['生产经营性支出', 'income.expenseTotal'], ['纯收入', 'income.netTotal'], ['人均纯收入', 'income.perCapitaTotal'],
  ['耕地面积(亩)', 'household.arableMu'], ['住房面积(㎡)', 'household.houseAreaM2'], ['是否危房户', 'household.dangerHouse'],
  ['是否解决安全饮用水', 'household.safeWater'], ['有无卫生厕所', 'household.sanitaryToilet']
]

type Read = (line: NationalLine, masked: boolean) => string

function readerOf(from: From): Read {
  const [source, name] = from.split('.') as ['place' | 'household' | 'person' | 'income' | 'head', string]
  if (source === 'place') return line => line.place[name as PlaceName]
  const field: Field = fieldOf(source === 'head' ? 'person' : source, name)!
  return (line, masked) => cellValue(field, line[source]?.[name], masked)
}

/** The field behind each column; undefined for a place. */
export const nationalFields: readonly (Field | undefined)[] = LAYOUT.map(([, from]) => {
  const [source, name] = from.split('.') as [string, string]
  return source === 'place' ? undefined : fieldOf(source === 'head' ? 'person' : source, name)
})

/** Of the household's, those the layout speaks of. */
export const nationalHouseholdFields: ReadonlySet<string> = new Set(LAYOUT.flatMap(([, from]) => (from.startsWith('household.') ? [from.slice('household.'.length)] : [])))

const readers: readonly Read[] = LAYOUT.map(([, from]) => readerOf(from))
const MIN_WIDTH = 4
const WIDE: Readonly<Record<string, number>> = { 证件号码: 10, 户主证件号码: 10, 户编号: 8, 人口编号: 9, 务工企业名称: 10 }

export const nationalColumns: readonly ColumnSpec[] = LAYOUT.map(([heading]) => ({ heading, width: WIDE[heading] ?? Math.min(8, Math.max(MIN_WIDTH, heading.length)) }))

export const nationalLine = (line: NationalLine, masked: boolean): Line => readers.map(read => read(line, masked))
