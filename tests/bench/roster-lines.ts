/** A made-up roster as a clerk's table: `households` of four, headings the import knows, everything text. Seeded. */
import { checkDigit } from '#core/registers/id-number.ts'
import { nationalColumns } from '../../src/workbook/write/national.ts'
import { seeded } from './township.ts'

const SURNAMES = [...'李王杨张赵段尹蒋左茶寸沙郭高杜苏罗周黄何刘']
const GIVEN = [...'建国华文秀英丽芳玉兰福寿德明志强伟军翠雨欣怡婷涛杰云龙凤仙美']
const two = (part: number): string => String(part).padStart(2, '0')

export const NATIONAL_HEADINGS: readonly string[] = nationalColumns.map(({ heading }) => heading)
/** Forty of them: without those that say the same on every line and the totals of income but one. */
const LEFT_OUT = new Set(['省', '市', '县(市、区、旗)', '乡(镇)', '失学或辍学原因', '残疾类别', '公益性岗位类型', '公益性岗位(月数)', '致贫/返贫风险1', '首次识别时间', '风险是否已消除', '户主证件号码', '生产经营性收入', '财产性收入', '转移性收入', '生产经营性支出', '人均纯收入'])
export const FORTY: readonly string[] = NATIONAL_HEADINGS.filter(heading => !LEFT_OUT.has(heading)).slice(0, 40)

export function rosterLines(households: number, headings: readonly string[], seed = 20261122): string[][] {
  const random = seeded(seed)
  const of = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const yesNo = (): string => (random() < 0.7 ? '是' : '否')
  const lines: string[][] = []
  for (let h = 0; h < households; h++) {
    const surname = of(SURNAMES), no = `5305${String(h).padStart(11, '0')}`, hamlet = of(['上寨', '下寨', '大水井', '小坡头', '杨家湾', '岩子脚'])
    const income = [0, 0, 0, 0, 0].map(() => String(Math.floor(random() * 60_000)))
    const net = Math.floor(random() * 120_000)
    const house: Record<string, string> = {
      省: '云南省', 市: '保山市', '县(市、区、旗)': '施甸县', '乡(镇)': '万兴乡', 行政村: '万兴村', 自然村: hamlet, 村民小组: `${1 + Math.floor(random() * 13)}组`, 户编号: no,
      户联系电话: `1${String(30 + Math.floor(random() * 60))}${String(Math.floor(random() * 1e8)).padStart(8, '0')}`, 年度: '2026', 户类型: of(['脱贫户', '一般农户']),
      监测对象类别: random() < 0.06 ? '脱贫不稳定户' : '', 工资性收入: income[0]!, 生产经营性收入: income[1]!, 财产性收入: income[2]!, 转移性收入: income[3]!, 生产经营性支出: income[4]!, 纯收入: String(net), 人均纯收入: (net / 4).toFixed(2),
      '耕地面积(亩)': (random() * 15).toFixed(2), '住房面积(㎡)': String(60 + Math.floor(random() * 120)), 是否危房户: '否', 是否解决安全饮用水: '是', 有无卫生厕所: yesNo()
    }
    let head = ''
    for (let m = 0; m < 4; m++) {
      const name = surname + of(GIVEN) + (random() < 0.8 ? of(GIVEN) : '')
      if (m === 0) head = name
      const birth = `${1940 + Math.floor(random() * 80)}${two(1 + Math.floor(random() * 12))}${two(1 + Math.floor(random() * 28))}`
      const first = `530521${birth}${String(lines.length % 1000).padStart(3, '0')}`
      const work = random() < 0.4
      const line: Record<string, string> = {
        ...house, 人口编号: `${no}${two(m + 1)}`, 姓名: name, 性别: of(['男', '女']), 出生日期: birth, 证件类型: '居民身份证(户口簿)', 证件号码: first + checkDigit(first), 民族: of(['汉族', '布朗族', '彝族', '傈僳族']),
        成员联系电话: random() < 0.7 ? `1${String(30 + Math.floor(random() * 60))}${String(Math.floor(random() * 1e8)).padStart(8, '0')}` : '', 与户主关系: m === 0 ? '户主' : of(['配偶', '之子', '之女']), 文化程度: of(['小学', '初中', '高中', '文盲或半文盲']),
        健康状况: of(['健康', '健康', '健康', '长期慢性病']), 劳动技能: of(['普通劳动力', '技能劳动力', '无劳动力']), 务工所在地: work ? of(['上海市松江区', '云南省保山市施甸县', '广东省东莞市']) : '', 务工企业名称: work ? of(['由旺蔬菜合作社', '松江电子厂', '自主外出']) : '',
        '务工时间（月）': work ? String(1 + Math.floor(random() * 12)) : '', 政治面貌: '群众', 是否会讲普通话: yesNo(), 是否参加城乡居民基本医疗保险: '是', 是否参加城镇职工基本医疗保险: '否', 是否参加大病保险: '是',
        是否参加城乡居民基本养老保险: yesNo(), 享受低保政策情况: '未享受', 享受特困供养政策情况: '未享受', 户主姓名: head
      }
      lines.push(headings.map(heading => line[heading] ?? ''))
    }
  }
  return lines
}
