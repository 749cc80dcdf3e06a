/**
 * Search as you type, in memory: one lower-cased text per household, looked through whole at every key.
 * 汉字 and number tails are found at once after opening; pinyin is worked out in slices afterwards, because
 * fifteen thousand names take a second that the first picture need not wait for.
 */
import type { RecordState } from '#core/sync/change.ts'
import { HOUSEHOLD, textOf } from './belongs.ts'
import { groupInQuery, groupNumber } from './group-order.ts'
import { FORM, pinyinForms, pinyinKnown } from './pinyin.ts'
import type { Roster } from './roster.ts'
import { headOf, membersOf } from './rows.ts'

/** The order of the list stands at once; what is searched in is filled a moment later, or by the first query. */
interface Entry {
  readonly id: string
  readonly group: number
  readonly no: string
  /** Gone from the village: found only when asked for. */
  readonly ended: boolean
  /** Names, hamlet, number tails. */
  text: string | null
  /** Whole numbers, looked at only for long queries: a birth date inside an ID is nobody's tail. */
  numbers: string
  forms: string | null
}

const ID_TAIL = 6
const PHONE_TAIL = 8
const SHORTEST_TAIL = 3
/** From here on a number is meant as a whole, not as a tail. */
const WHOLE_NUMBER = 9
/** So many households' names are worked out on the spot; more wait for their slice. */
const FEW = 20
const GAP = '\n'

export class SearchIndex {
  readonly #roster: Roster
  readonly #entries = new Map<string, Entry>()
  #order: Entry[] | null = null
  #filled = true
  /** What the last query found: one more sign typed looks only there. */
  #last: { readonly asked: Asked; readonly found: readonly Entry[] } | null = null
  constructor(roster: Roster) {
    this.#roster = roster
  }

  rebuild(): void {
    this.#entries.clear()
    this.#last = null
    for (const { record } of this.#roster.all(HOUSEHOLD)) this.#entries.set(record.id, this.#bare(record))
    this.#filled = false
    this.#order = null
    this.#sorted()
  }

  update(households: ReadonlySet<string>): void {
    const few = households.size <= FEW
    this.#last = null
    for (const id of households) {
      const record = this.#roster.get(HOUSEHOLD, id)
      if (!record) continue
      const before = this.#entries.get(id)
      const after = this.#fill(this.#bare(record))
      if (few) after.forms ??= this.#formsOf(id)
      this.#entries.set(id, after)
      if (before && before.group === after.group && before.no === after.no && this.#order) this.#order[this.#order.indexOf(before)] = after
      else this.#order = null
    }
  }

  /** Works out pinyin for some households; false when nothing is left to do. */
  learnPinyin(count: number): boolean {
    let left = count
    this.#last = null
    for (const entry of this.#entries.values()) {
      if (entry.forms !== null) continue
      if (entry.text === null) this.#fill(entry)
      entry.forms ??= this.#formsOf(entry.id)
      if (--left === 0) return true
    }
    return false
  }

  /** Household ids in the order of the list: 组, then 户编号. `ended`: those that are gone instead of those that are here. */
  find(query: string, ended = false): readonly string[] {
    const asked = readQuery(query)
    const { group, words } = asked
    if (words.length > 0) this.#fillAll()
    const among = this.#last && narrows(asked, this.#last.asked) ? this.#last.found : this.#sorted()
    const found = among.filter(entry => (group === null || entry.group === group) && words.every(word => matches(entry, word)))
    this.#last = { asked, found }
    return found.filter(entry => entry.ended === ended).map(entry => entry.id)
  }

  /** Who of the household was found, when it was not the head. */
  hitOf(id: string, query: string): string {
    const { words } = readQuery(query)
    const members = membersOf(this.#roster, id)
    const entry = this.#entries.get(id)
    if (words.length === 0 || !entry) return ''
    const head = headOf(members)
    const isHit = (member: RecordState): boolean => words.some(word => matches(personEntry(member), word))
    if (head && isHit(head)) return ''
    const hit = members.find(isHit)
    if (!hit) return ''
    const idNo = textOf(hit, 'idNo')
    const byNumber = words.some(word => /^\d+x?$/.test(word.part))
    return byNumber && idNo !== '' ? `${textOf(hit, 'name')} ****${idNo.slice(-4)}` : textOf(hit, 'name')
  }

  clear(): void {
    this.#entries.clear()
    this.#order = null
    this.#last = null
  }

  #sorted(): readonly Entry[] {
    this.#order ??= [...this.#entries.values()].sort((a, b) => a.group - b.group || (a.no < b.no ? -1 : a.no > b.no ? 1 : a.id < b.id ? -1 : 1))
    return this.#order
  }

  #fillAll(): void {
    if (this.#filled) return
    for (const entry of this.#entries.values()) if (entry.text === null) this.#fill(entry)
    this.#filled = true
  }

  #fill(entry: Entry): Entry {
    const record = this.#roster.get(HOUSEHOLD, entry.id)!
    const members = membersOf(this.#roster, record.id)
    const { no } = entry
    const phone = textOf(record, 'phone')
    let text = textOf(record, 'naturalVillage') + GAP + no.slice(-ID_TAIL) + GAP + phone.slice(-PHONE_TAIL)
    let numbers = no + GAP + phone
    let known = true
    for (const member of members) {
      const line = personLine(member)
      text += GAP + line.text
      numbers += GAP + line.numbers
      known &&= pinyinKnown(textOf(member, 'name'))
    }
    entry.text = text.toLowerCase()
    entry.numbers = numbers.toLowerCase()
    if (known) entry.forms = this.#formsOf(record.id)
    return entry
  }

  #bare(record: RecordState): Entry {
    return { id: record.id, group: groupNumber(textOf(record, 'villagerGroup')), no: textOf(record, 'nationalHouseholdNo'), ended: !this.#roster.isCurrent(record), text: null, numbers: '', forms: null }
  }

  #formsOf(id: string): string {
    let forms = ''
    for (const member of membersOf(this.#roster, id)) forms += pinyinForms(textOf(member, 'name'))
    return forms
  }
}

function personLine(member: RecordState): { text: string; numbers: string } {
  const idNo = textOf(member, 'idNo')
  const phone = textOf(member, 'phone')
  return { text: textOf(member, 'name') + GAP + idNo.slice(-ID_TAIL) + GAP + phone.slice(-PHONE_TAIL), numbers: idNo + GAP + phone }
}

function personEntry(member: RecordState): Pick<Entry, 'text' | 'numbers' | 'forms'> {
  const line = personLine(member)
  return { text: line.text.toLowerCase(), numbers: line.numbers.toLowerCase(), forms: pinyinForms(textOf(member, 'name')) }
}

/** Where a word is looked for, settled once for all households. */
interface Word { readonly in: 'text' | 'numbers' | 'forms' | 'nowhere'; readonly part: string }

interface Asked { readonly group: number | null; readonly words: readonly Word[] }

/** Whatever fits `after` has fitted `before`: each word before is part of one looked for in the same place. */
const narrows = (after: Asked, before: Asked): boolean => (before.group === null || before.group === after.group)
  && before.words.every(old => old.in !== 'nowhere' && after.words.some(word => word.in === old.in && word.part.includes(old.part)))

function readQuery(query: string): Asked {
  const words: Word[] = []
  let group: number | null = null
  for (const part of query.normalize('NFKC').toLowerCase().split(/\s+/u)) {
    const read = groupInQuery(part)
    if (read.group !== null) group = read.group
    // One or two digits are too short for a tail: the start of '3组'.
    if (/^\d{1,2}$/.test(read.rest)) group = Number(read.rest)
    else if (read.rest !== '') words.push(wordOf(read.rest))
  }
  return { group, words }
}

function wordOf(word: string): Word {
  if (/^\d+x?$/.test(word)) return { part: word, in: word.length >= WHOLE_NUMBER ? 'numbers' : word.length >= SHORTEST_TAIL ? 'text' : 'nowhere' }
  if (/^[a-z'ü]+$/.test(word)) return { part: FORM + word.replaceAll("'", '').replaceAll('ü', 'v'), in: 'forms' }
  return { part: word, in: 'text' }
}

function matches(entry: Pick<Entry, 'text' | 'numbers' | 'forms'>, word: Word): boolean {
  if (word.in === 'nowhere') return false
  return entry[word.in]?.includes(word.part) ?? false
}
