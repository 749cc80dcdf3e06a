/**
 * 后评估自查: the list a village goes down before others do (S3-15: 对照自查、发现、解决、动态清零), in the four
 * dimensions inspectors look at (S2-16; 责任、政策、工作、成效 as problems are classed). What the records can say is
 * counted, with the list it counts; the rest is answered by hand. A key is for ever: answers name it.
 */
export type Dimension = '01' | '02' | '03' | '04'

/** What a figure of the village counts; worked out by whoever holds the records. */
export type FigureKey =
  | 'monitored-without-helper' | 'monitored-without-plan' | 'monitored-without-measure' | 'monitored-without-developmental' | 'monitored-unmatched' | 'measures-overdue'
  | 'cases-late' | 'clues-late'
  | 'problems-loose' | 'problems-late' | 'problems-unaccepted' | 'problems-relapsed' | 'problems-without-evidence'

export interface SelfCheckItem {
  readonly key: string
  /** Code of problemClass. */
  readonly dimension: Dimension
  readonly title: string
  /** How it is looked at; a number above 0 is something to look into. */
  readonly by:
    | { readonly kind: 'rules', readonly rules: readonly string[] }
    | { readonly kind: 'figure', readonly figure: FigureKey }
    | { readonly kind: 'hand', readonly how: string }
  readonly source: string
  readonly assumed?: boolean
}

const rules = (...all: readonly string[]) => ({ kind: 'rules', rules: all }) as const
const figure = (key: FigureKey) => ({ kind: 'figure', figure: key }) as const
const hand = (how: string) => ({ kind: 'hand', how }) as const
const DEFAULT = 'S2-16，S3-15'

const item = (key: string, dimension: Dimension, title: string, by: SelfCheckItem['by'], source = DEFAULT, assumed = false): SelfCheckItem =>
  ({ key, dimension, title, by, source, ...(assumed && { assumed }) })

export const selfCheckItems: readonly SelfCheckItem[] = [
  item('Z01', '01', '监测对象都有帮扶责任人', figure('monitored-without-helper'), 'S3-09，S2-16'),
  item('Z02', '01', '按规定的间隔走访', rules('R201'), 'R201，S2-16'),
  item('Z03', '01', '驻村在岗天数达标，请假按规定', rules('R204'), 'R204，S2-16'),
  item('Z04', '01', '村两委和工作队每月研判调度，有记录', hand('看会议记录：每月一次，有研判的户和意见'), DEFAULT, true),
  item('Z05', '01', '问题都有责任人和时限', figure('problems-loose'), 'S2-18，S3-15'),
  item('Z06', '01', '摘帽不摘责任、政策、帮扶、监管：没有停走访、停帮扶的户', hand('抽看脱贫户和风险消除户的走访记录和政策发放'), 'S2-13'),
  item('Z11', '02', '义务教育：没有失学辍学', rules('R032', 'R033', 'R042'), 'S1-20，S3-15'),
  item('Z12', '02', '基本医疗：应参尽参', rules('R071', 'R072'), DEFAULT),
  item('Z13', '02', '住房安全：没有住危房的户', rules('R120', 'R128'), DEFAULT),
  item('Z14', '02', '饮水安全：没有饮水不安全的户', rules('R121'), DEFAULT),
  item('Z15', '02', '低保、特困、残疾补贴应享尽享，与措施一致', rules('R059', 'R060', 'R076', 'R077', 'R078'), DEFAULT),
  item('Z16', '02', '雨露计划应享尽享', rules('R043', 'R044'), DEFAULT),
  item('Z17', '02', '小额信贷额度、期限、对象合规，没有逾期', rules('R205'), 'W35，W37'),
  item('Z18', '02', '公益性岗位对象、年龄、岗位数合规', rules('R101', 'R102', 'R104', 'R105'), 'W36'),
  item('Z19', '02', '群众知道政策，会用救助平台自主申报', hand('抽户问：知道监测帮扶政策吗，会用救助平台吗'), 'S4-03，W45'),
  item('Z21', '03', '应纳尽纳：收入低于监测线、三保障有问题的户都在监测', rules('R033', 'R120', 'R121', 'R154'), 'S3-15'),
  item('Z22', '03', '程序按期办理，没有超期', figure('cases-late'), 'S1-09，W4'),
  item('Z23', '03', '线索按期核实', figure('clues-late'), 'S4-04，W11'),
  item('Z24', '03', '评议公示的次序和天数', rules('R156', 'R157'), 'W4'),
  item('Z25', '03', '监测对象都有一户一策', figure('monitored-without-plan'), 'S2-14'),
  item('Z26', '03', '识别后按期落实措施', figure('monitored-without-measure'), 'Gz1_11_010'),
  item('Z27', '03', '有劳动力的户有开发式措施', figure('monitored-without-developmental'), 'S4-08，Gz5_12_007'),
  item('Z28', '03', '措施与风险对应', figure('monitored-unmatched'), 'Gz5_18_001–007'),
  item('Z29', '03', '措施按期落实，没有过期未办的', figure('measures-overdue'), DEFAULT),
  item('Z30', '03', '风险消除稳妥：条件、时间、资料', rules('R160', 'R161', 'R162', 'R163', 'R164', 'R165', 'R166'), 'W8，W9'),
  item('Z31', '03', '走访真实：有签字照片，不雷同', rules('R200', 'R202', 'R203'), 'S2-19'),
  item('Z32', '03', '花名册准确：没有重复、缺失的人', rules('R001', 'R006', 'R010', 'R011', 'R024'), DEFAULT),
  item('Z33', '03', '逾期未改的问题', figure('problems-late'), 'S2-18，R207'),
  item('Z34', '03', '完成待验收的问题', figure('problems-unaccepted'), 'S2-18，R207'),
  item('Z35', '03', '销号没有佐证的问题', figure('problems-without-evidence'), 'R207'),
  item('Z41', '04', '脱贫户收入稳定，没有低于监测线、大幅变化', rules('R154', 'R183', 'R186'), DEFAULT),
  item('Z42', '04', '收入核算真实，逐项算得清', rules('R180', 'R181', 'R184', 'R185'), 'S2-19'),
  item('Z43', '04', '有劳动力有意愿的户至少一人就业', rules('R109'), 'S1-25'),
  item('Z44', '04', '村集体经济达到目标', rules('R209'), 'S1-30'),
  item('Z45', '04', '帮扶资产有人管、有收益', rules('R206'), 'S1-35，W38'),
  item('Z46', '04', '返潮的问题', figure('problems-relapsed'), 'S3-15，S2-18'),
  item('Z47', '04', '群众认可：抽户问满意不满意', hand('看走访里的满意度，再抽几户当面问'), DEFAULT, true)
]

const byKey: ReadonlyMap<string, SelfCheckItem> = new Map(selfCheckItems.map(one => [one.key, one]))
/** undefined for one of a later version: its answer is kept and shown by its key. */
export const selfCheckItem = (key: string): SelfCheckItem | undefined => byKey.get(key)
