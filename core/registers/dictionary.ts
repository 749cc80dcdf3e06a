/**
 * docs/data-dictionary.md as text, made from the declarations so that it cannot say anything else.
 * `npx vitest run --config tests/vitest.config.ts tests/core/registers/dictionary.test.ts -u` rewrites the file.
 */
import { ledgers } from '../ledgers/index.ts'
import type { Ledger, LedgerColumn, Scope } from '../ledgers/define.ts'
import { codeTable, codeVersion } from './codes.ts'
import type { CodeItem, CodeTableName } from './codes.ts'
import type { Field, FieldType, Register, Sensitivity } from './define.ts'
import { derivedHeadings, placeHeadings, registers } from './index.ts'
import tables from '../../resources/codes.json' with { type: 'json' }

const typeText: Readonly<Record<FieldType, string>> = {
  text: '文字', count: '非负整数', decimal: '小数', amount: '金额（整数分）', date: '日期', month: '年月', year: '年',
  flag: '是/否', code: '单选', codes: '多选', idNumber: '证件号码', phone: '电话', link: '关联', drawing: '签名笔迹'
}
const sensitivityText: Readonly<Record<Sensitivity, string>> = { open: '可公示', personal: '个人信息', sensitive: '敏感' }

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(...head), `|${head.map(() => '---').join('|')}|`, ...rows.map(cells => row(...cells))].join('\n')

const typeOf = (field: Field): string => {
  const places = field.type === 'decimal' ? `，${field.digits ?? 2}位` : ''
  const of = field.codes ? `：${field.codes}` : field.target ? `：${field.target}` : ''
  return `${typeText[field.type]}${places}${of}${field.longText ? '（多行）' : ''}${field.unit ? `，${field.unit}` : ''}`
}

function registerText(register: Register): string {
  const entries = Object.entries(register.fields)
  const sections = [...new Set(entries.map(([, field]) => field.section))]
  const parts = sections.map(section => `### ${register.title} · ${section}\n\n${table(
    ['标签', '标识', '类型', '敏感', '合并', '表头别名', '来源'],
    entries.filter(([, field]) => field.section === section).map(([name, field]) =>
      [field.label, `\`${name}\``, typeOf(field), field.secret ? '只供程序，不显示不导出' : sensitivityText[field.sensitivity], field.merge === 'decided' ? '由人裁定' : '取最新', field.headings.join('；'), field.source ?? ''])
  )}`)
  return [`## ${register.title} \`${register.name}\``, ...parts].join('\n\n')
}

const validity = ({ from, until }: CodeItem): string => (from ?? until ? `${from ?? ''}—${until ?? ''}` : '')

function codesText(name: CodeTableName): string {
  const version = codeVersion(name)
  return `### \`${name}\`\n\n${version ? `${version}\n\n` : ''}${table(
    ['代码', '名称', '别名', '有效期', '暂定'],
    codeTable(name).map(item => [item.code, item.label, (item.aliases ?? []).join('；'), validity(item), item.assumed ? '是' : ''])
  )}`
}

const scopeText: Readonly<Record<Scope, string>> = { H: '每户一行', P: '每人一行', E: '每次一行', A: '每项一行', V: '村级' }

const sourceText = ({ from }: LedgerColumn): string => (from.kind === 'field' ? `\`${from.register}.${from.name}\`` : '计算')

function ledgerText({ name, code, title, scope, base, columns }: Ledger): string {
  return `### ${code} ${title} \`${name}\`\n\n${scopeText[scope]}，行是 \`${base}\` 的记录。\n\n${table(
    ['列', '来自', '类型', '合计'],
    columns.filter(column => !column.aside).map(column => [column.title, sourceText(column), typeOf(column.field), column.total === 'sum' ? '是' : ''])
  )}\n\n另可选：${columns.filter(column => column.aside).map(column => column.title).join('、') || '无'}。`
}

const headingRows = (headings: Readonly<Record<string, readonly string[]>>): string =>
  table(['含义', '表头'], Object.entries(headings).map(([name, known]) => [`\`${name}\``, known.join('；')]))

const codeTables = Object.keys(tables).filter(name => !['_note', 'relationSystemLabels', 'shidianTownships'].includes(name)) as CodeTableName[]

export const dictionaryText = (): string => `${[
  '# 数据字典',
  '本文由 `core/registers` 生成，不要手改。字段一经同步就永远存在：不改名、不删除、不换含义。',
  '金额以整数分存储；空白表示没有问过，不等于 0 或否。「由人裁定」的字段发生冲突时，在有人选定之前不当作已决定。',
  ...Object.values<Register>(registers).map(registerText),
  '## 不存储的表头',
  '户主从「与户主关系」为户主的成员得出；省市县乡村由本机的村决定，只核对。',
  headingRows({ ...derivedHeadings, ...placeHeadings }),
  '## 台账',
  '台账不存数据，每一列来自一条记录的字段，或由它们算出；改一格就是改那条记录。',
  ...ledgers.map(ledgerText),
  '## 代码表',
  '存代码，显示名称；导入时名称、代码、别名都认。有效期以外的代码不再供选，已经用了的照样显示。「暂定」表示没有找到出处，县里可以改。',
  ...codeTables.map(codesText)
].join('\n\n')}\n`
