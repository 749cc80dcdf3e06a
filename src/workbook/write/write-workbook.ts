/**
 * A workbook of our own: sheets are packed while their lines come, so that a township's roster needs no more
 * memory than its texts. It holds no formula, no macro, no link and no author; whatever a cell says is text.
 */
import { listsOf, CHOICES_SHEET } from './choices.ts'
import { filterRef, firstLine, MAIN, quotedSheet, sheetNames, sheetXml, XML } from './sheet-xml.ts'
import type { Line, SheetHead, WorkbookSpec } from './spec.ts'
import { STYLES_XML } from './styles.ts'
import { escapeAttribute, textElement } from './xml-text.ts'
import { joinZip, openPart, packPart, type PackedPart, type PartWriter } from './zip.ts'

const PIECE = 1 << 18
export const CHUNK_LINES = 1000

const RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Takes the lines of each sheet in order, a handful at a time. */
export interface WorkbookWriter {
  lines(lines: readonly Line[]): Promise<void>
  nextSheet(): Promise<void>
  finish(): Promise<Uint8Array>
}

export function openWorkbook(wanted: readonly SheetHead[]): WorkbookWriter {
  const lists = listsOf(wanted)
  const sheets = lists.sheet ? [...wanted, lists.sheet] : wanted
  const names = sheetNames(wanted.map(sheet => sheet.name), lists.sheet ? [CHOICES_SHEET] : [])
  const places = new Map<string, number>()
  let uses = 0
  const share = (text: string): number => {
    uses += 1
    const known = places.get(text)
    if (known !== undefined) return known
    places.set(text, places.size)
    return places.size - 1
  }
  const parts: PackedPart[] = []
  const encoder = new TextEncoder()
  let at = 0
  const begin = (): { readonly part: PartWriter; readonly xml: ReturnType<typeof sheetXml>; text: string } => {
    const xml = sheetXml(sheets[at]!, share, lists, at === 0)
    return { part: openPart(`xl/worksheets/sheet${at + 1}.xml`), xml, text: xml.before }
  }
  let sheet = begin()
  const flush = async (least: number): Promise<void> => {
    if (sheet.text.length < least) return
    const piece = sheet.text
    sheet.text = ''
    await sheet.part.write(encoder.encode(piece))
  }
  const writer: WorkbookWriter = {
    async lines(lines) {
      for (const cells of lines) {
        sheet.text += sheet.xml.line(cells)
        await flush(PIECE)
      }
    },
    async nextSheet() {
      sheet.text += sheet.xml.after
      await flush(0)
      parts.push(await sheet.part.close())
      at += 1
      if (at < sheets.length) sheet = begin()
    },
    async finish() {
      if (lists.sheet && at === sheets.length - 1) {
        await writer.lines([...lists.sheet.lines])
        await writer.nextSheet()
      }
      const strings = openPart('xl/sharedStrings.xml')
      let text = `${XML}<sst xmlns="${MAIN}" count="${uses}" uniqueCount="${places.size}">`
      for (const string of places.keys()) {
        text += `<si>${textElement(string)}</si>`
        if (text.length < PIECE) continue
        await strings.write(encoder.encode(text))
        text = ''
      }
      await strings.write(encoder.encode(`${text}</sst>`))
      parts.push(await strings.close())
      return joinZip([...await frame(wanted, [...names, ...(lists.sheet ? [CHOICES_SHEET] : [])]), ...parts])
    }
  }
  return writer
}

/** Everything of a workbook but its sheets and their texts. */
async function frame(heads: readonly SheetHead[], names: readonly string[]): Promise<readonly PackedPart[]> {
  const sheets = names.map((name, i) => `<sheet name="${escapeAttribute(name)}" sheetId="${i + 1}"${i >= heads.length ? ' state="hidden"' : ''} r:id="rId${i + 1}"/>`)
  const defined = heads.flatMap((head, i) => {
    const [from, to] = filterRef(head).split(':') as [string, string]
    const heading = firstLine(head) - 1
    return [
      `<definedName name="_xlnm._FilterDatabase" localSheetId="${i}" hidden="1">${quotedSheet(names[i]!)}!${fixed(from)}:${fixed(to)}</definedName>`,
      `<definedName name="_xlnm.Print_Titles" localSheetId="${i}">${quotedSheet(names[i]!)}!$${heading}:$${heading}</definedName>`
    ]
  })
  const relation = (id: number, type: string, target: string): string => `<Relationship Id="rId${id}" Type="${OFFICE}/${type}" Target="${target}"/>`
  const override = (name: string, type: string): string => `<Override PartName="/xl/${name}.xml" ContentType="${TYPE}.${type}+xml"/>`
  return Promise.all([
    packPart('[Content_Types].xml', `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
      override('workbook', 'sheet.main') + names.map((_, i) => override(`worksheets/sheet${i + 1}`, 'worksheet')).join('') + override('styles', 'styles') + override('sharedStrings', 'sharedStrings') + '</Types>'),
    packPart('_rels/.rels', `${XML}<Relationships xmlns="${RELATIONSHIPS}">${relation(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`),
    packPart('xl/workbook.xml', `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><bookViews><workbookView activeTab="0"/></bookViews><sheets>${sheets.join('')}</sheets><definedNames>${defined.join('')}</definedNames></workbook>`),
    packPart('xl/_rels/workbook.xml.rels', `${XML}<Relationships xmlns="${RELATIONSHIPS}">${names.map((_, i) => relation(i + 1, 'worksheet', `worksheets/sheet${i + 1}.xml`)).join('')}` +
      `${relation(names.length + 1, 'styles', 'styles.xml')}${relation(names.length + 2, 'sharedStrings', 'sharedStrings.xml')}</Relationships>`),
    packPart('xl/styles.xml', STYLES_XML)
  ])
}

const fixed = (address: string): string => address.replace(/^([A-Z]+)(\d+)$/, '$$$1$$$2')

/** Lines of all sheets in handfuls, as whoever writes them asks for more. */
export function* handfuls(spec: WorkbookSpec): Generator<readonly Line[] | 'next-sheet'> {
  for (const { lines } of spec.sheets) {
    let few: Line[] = []
    for (const line of lines) {
      few.push(line)
      if (few.length < CHUNK_LINES) continue
      yield few
      few = []
    }
    if (few.length > 0) yield few
    yield 'next-sheet'
  }
}

export const headsOf = ({ sheets }: WorkbookSpec): readonly SheetHead[] =>
  sheets.map(({ name, titles, columns, count, total, room, red }) => ({ name, titles, columns, count, ...(total ? { total } : {}), ...(room ? { room } : {}), ...(red ? { red } : {}) }))

export const lineCount = ({ sheets }: WorkbookSpec): number => sheets.reduce((sum, sheet) => sum + sheet.count, 0)

/** In one go, in this thread: for tests and for files of a few lines. */
export async function writeWorkbook(spec: WorkbookSpec, onProgress: (done: number, total: number) => void = () => undefined): Promise<Uint8Array> {
  const writer = openWorkbook(headsOf(spec))
  const total = lineCount(spec)
  let done = 0
  for (const few of handfuls(spec)) {
    if (few === 'next-sheet') await writer.nextSheet()
    else {
      await writer.lines(few)
      onProgress(done += few.length, total)
    }
  }
  return writer.finish()
}
