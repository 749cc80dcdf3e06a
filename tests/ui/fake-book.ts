/**
 * A book in memory for looking at and testing the window without a worker, a key or a disk. It answers by
 * the same contract and merges by the same core; what it does not do is keep anything.
 */
import { AppError } from '#core/error.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { applyChange, clashes, headsOf, sawFor } from '#core/sync/merge.ts'
import { stampTime } from '#core/sync/clock.ts'
import { fieldOf } from '#core/registers/index.ts'
import type { Book, BookEvent, BookStatus, Conflict, Draft, HouseholdFile, HouseholdQuery, HouseholdRow, ImportPreview, OpenReport } from '../../src/db/book.ts'
import type { BookClient } from '../../src/db/client.ts'
import { quietMonitor } from './fake-monitor.ts'
import { FakeSync, type FakeSyncOptions } from './fake-sync.ts'
import { makeChange, makeVillage, VILLAGE, type FakeHousehold } from './fake-village.ts'

export interface FakeOptions {
  readonly households?: number
  readonly clashing?: number
  readonly report?: Partial<OpenReport>
  readonly preview?: Partial<ImportPreview>
  readonly status?: Partial<BookStatus>
  /** Milliseconds each answer takes. */
  readonly delay?: number
  readonly roundFails?: boolean
  /** What the book says about synchronising. */
  readonly talk?: FakeSyncOptions
}

const RECEIPT = { county: 'c', epoch: 'e', device: 'laptop-one', numbers: [[1, 812] as [number, number]], count: 812, digest: '0', kept: 'trial' as const, at: '2026-11-22T02:32:00.000Z', signature: 's' }
const rest = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
const text = (record: RecordState | undefined, field: string): string => typeof record?.values[field] === 'string' ? record.values[field] : ''

export class FakeBook implements Book {
  readonly #listeners = new Set<(event: BookEvent) => void>()
  readonly #houses = new Map<string, FakeHousehold>()
  readonly #unsent = new Map<string, number>()
  readonly calls: string[] = []
  #number = 5000
  #draft: Draft | null = null
  readonly #options: FakeOptions
  #cancelled = false
  readonly talk: FakeSync

  constructor(options: FakeOptions = {}) {
    this.#options = options
    this.talk = new FakeSync(options.talk)
    for (const house of makeVillage(options.households ?? 570)) this.#houses.set(house.household.id, house)
    this.#clash(options.clashing ?? 0)
  }

  client(): BookClient {
    return { book: this, on: listener => { this.#listeners.add(listener); return () => void this.#listeners.delete(listener) }, terminate: () => this.#listeners.clear() }
  }

  #clash(count: number): void {
    for (const house of [...this.#houses.values()].slice(3, 3 + count)) {
      const head = house.members[0]!
      const now = Date.UTC(2026, 10, 21, 2, 20)
      const two = [makeChange('laptop-one', ++this.#number, now, 'person', head.id, { workMonths: 8 }, { origin: { kind: 'visit', ref: 'v' }, saw: sawFor(head, ['workMonths']) }),
        makeChange('laptop-two', ++this.#number, now + 3600_000, 'person', head.id, { workMonths: 10 }, { by: '段丽华', origin: { kind: 'visit', ref: 'w' }, saw: sawFor(head, ['workMonths']) })]
      house.members[0] = two.reduce<RecordState>((record, change) => applyChange(record, change), head)
    }
  }

  monitor = quietMonitor
  role: Book['role'] = (...input) => this.monitor.role(...input)
  cases: Book['cases'] = (...input) => this.monitor.cases(...input)
  caseFile: Book['caseFile'] = (...input) => this.monitor.caseFile(...input)
  openCase: Book['openCase'] = (...input) => this.monitor.openCase(...input)
  tryStep: Book['tryStep'] = (...input) => this.monitor.tryStep(...input)
  takeStep: Book['takeStep'] = (...input) => this.monitor.takeStep(...input)
  voidStep: Book['voidStep'] = (...input) => this.monitor.voidStep(...input)
  clues: Book['clues'] = (...input) => this.monitor.clues(...input)
  previewClues: Book['previewClues'] = (...input) => this.monitor.previewClues(...input)
  applyClues: Book['applyClues'] = (...input) => this.monitor.applyClues(...input)
  answeredList: Book['answeredList'] = (...input) => this.monitor.answeredList(...input)
  markAffected: Book['markAffected'] = (...input) => this.monitor.markAffected(...input)
  nearLine: Book['nearLine'] = (...input) => this.monitor.nearLine(...input)
  settings: Book['settings'] = (...input) => this.monitor.settings(...input)
  board: Book['board'] = (...input) => this.monitor.board(...input)
  figureList: Book['figureList'] = (...input) => this.monitor.figureList(...input)
  dossier: Book['dossier'] = (...input) => this.monitor.dossier(...input)
  due: Book['due'] = (...input) => this.monitor.due(...input)
  pairings: Book['pairings'] = (...input) => this.monitor.pairings(...input)
  helpersOf: Book['helpersOf'] = (...input) => this.monitor.helpersOf(...input)
  campaigns: Book['campaigns'] = (...input) => this.monitor.campaigns(...input)
  campaignHouseholds: Book['campaignHouseholds'] = (...input) => this.monitor.campaignHouseholds(...input)
  batches: Book['batches'] = (...input) => this.monitor.batches(...input)
  matchClue: Book['matchClue'] = (...input) => this.monitor.matchClue(...input)
  clueDue: Book['clueDue'] = (...input) => this.monitor.clueDue(...input)
  suggestions: Book['suggestions'] = (...input) => this.monitor.suggestions(...input)
  alertTable: Book['alertTable'] = (...input) => this.monitor.alertTable(...input)
  disasters: Book['disasters'] = (...input) => this.monitor.disasters(...input)

  setAside: Book['setAside'] = (...input) => this.talk.setAside(...input)
  sendAgain: Book['sendAgain'] = (...input) => this.talk.sendAgain(...input)
  withdraw: Book['withdraw'] = (...input) => this.talk.withdraw(...input)
  decisions: Book['decisions'] = (...input) => this.talk.decisions(...input)
  undoDecision: Book['undoDecision'] = (...input) => this.talk.undoDecision(...input)
  merged: Book['merged'] = (...input) => this.talk.merged(...input)
  loss: Book['loss'] = (...input) => this.talk.loss(...input)
  receipts: Book['receipts'] = (...input) => this.talk.receipts(...input)
  deliverySheet: Book['deliverySheet'] = (...input) => this.talk.deliverySheet(...input)
  countyAnswers: Book['countyAnswers'] = (...input) => this.talk.countyAnswers(...input)
  previewPackage: Book['previewPackage'] = (...input) => this.talk.previewPackage(...input)
  savePackage: Book['savePackage'] = (...input) => this.talk.savePackage(...input)
  choosePackage: Book['choosePackage'] = (...input) => this.talk.choosePackage(...input)
  takePackage: Book['takePackage'] = (...input) => this.talk.takePackage(...input)
  carryPackage: Book['carryPackage'] = (...input) => this.talk.carryPackage(...input)
  saveAnswer: Book['saveAnswer'] = (...input) => this.talk.saveAnswer(...input)
  openHub: Book['openHub'] = (...input) => this.talk.openHub(...input)
  closeHub: Book['closeHub'] = (...input) => this.talk.closeHub(...input)
  hubState: Book['hubState'] = (...input) => this.talk.hubState(...input)
  findHubs: Book['findHubs'] = (...input) => this.talk.findHubs(...input)
  visitHub: Book['visitHub'] = (...input) => this.talk.visitHub(...input)
  addAttachment: Book['addAttachment'] = (...input) => this.talk.addAttachment(...input)
  attachmentsOf: Book['attachmentsOf'] = (...input) => this.talk.attachmentsOf(...input)
  attachmentContent: Book['attachmentContent'] = (...input) => this.talk.attachmentContent(...input)
  missingAttachments: Book['missingAttachments'] = (...input) => this.talk.missingAttachments(...input)
  fetchAttachment: Book['fetchAttachment'] = (...input) => this.talk.fetchAttachment(...input)

  async #answer(name: string): Promise<void> {
    this.calls.push(name)
    await rest(this.#options.delay ?? 0)
  }
  #tell(event: BookEvent): void { for (const listener of this.#listeners) listener(event) }
  #row(house: FakeHousehold): HouseholdRow {
    const { household, members, visits } = house
    const present = members.filter(member => !text(member, 'endedOn'))
    const done = visits.map(visit => text(visit, 'finishedAt').slice(0, 10)).filter(Boolean).sort()
    return {
      id: household.id, village: household.village, group: text(household, 'villagerGroup'), hamlet: text(household, 'naturalVillage'), headName: text(members[0], 'name'), members: present.length,
      householdType: text(household, 'householdType') || null, monitorCategory: text(household, 'monitorCategory') || null, riskEliminated: household.values['riskEliminated'] === true,
      visitedOn: done.at(-1) ?? null, visitOpen: visits.some(visit => !text(visit, 'finishedAt')),
      conflicts: [household, ...members].reduce((sum, record) => sum + clashes(record).length, 0), unsent: this.#unsent.get(household.id) ?? 0, hit: ''
    }
  }

  async open(): Promise<OpenReport> {
    await this.#answer('open')
    return { outcome: 'clean', damage: [], recovered: 0, base: 'view', backupAt: null, damagedPages: 0, took: 12, ...this.#options.report }
  }
  async close(): Promise<void> { await this.#answer('close') }

  #status(): BookStatus {
    const houses = [...this.#houses.values()]
    return {
      households: houses.length, people: houses.reduce((sum, house) => sum + this.#row(house).members, 0), villages: [{ ...VILLAGE, cursor: 812, last: 812 }],
      unsent: [...this.#unsent.values()].reduce((a, b) => a + b, 0), trial: 0, refused: [], conflicts: houses.reduce((sum, house) => sum + this.#row(house).conflicts, 0),
      lastContact: Date.UTC(2026, 10, 22, 2, 32), lastReceipt: RECEIPT, lastError: null, round: null, disk: 24_000_000, ...this.#options.status
    }
  }
  async status(): Promise<BookStatus> { return this.#status() }

  #matches(house: FakeHousehold, query: HouseholdQuery): boolean {
    const row = this.#row(house)
    const wanted = query.text
    return (!query.group || row.group === query.group) && (query.show !== 'monitored' || row.monitorCategory !== null) && (query.show !== 'unvisited' || row.visitedOn === null)
      && (query.show !== 'conflict' || row.conflicts > 0) && (query.show !== 'unsent' || row.unsent > 0)
      && (!wanted || house.members.some(member => text(member, 'name').includes(wanted) || text(member, 'idNo').endsWith(wanted)))
  }
  async search(query: HouseholdQuery): Promise<{ total: number; ids: string[]; took: number }> {
    await this.#answer(`search ${query.text}`)
    const ids = [...this.#houses.values()].filter(house => this.#matches(house, query)).map(house => house.household.id)
    return { total: ids.length, ids, took: 1 }
  }
  async rows(ids: readonly string[], query: HouseholdQuery): Promise<HouseholdRow[]> {
    await this.#answer(`rows ${ids.length}`)
    return ids.flatMap(id => this.#houses.get(id) ?? []).map(house => {
      const member = query.text ? house.members.find(one => text(one, 'name').includes(query.text)) : undefined
      return { ...this.#row(house), hit: member && member !== house.members[0] ? text(member, 'name') : '' }
    })
  }
  async groups(): Promise<{ village: string; group: string; households: number }[]> {
    return [...Map.groupBy(this.#houses.values(), house => text(house.household, 'villagerGroup'))].map(([group, houses]) => ({ village: VILLAGE.code, group, households: houses.length }))
  }
  async household(id: string): Promise<HouseholdFile> {
    await this.#answer('household')
    const house = this.#houses.get(id)
    if (!house) throw new AppError('record-missing')
    return { ...house, others: [], unsent: this.#unsent.has(id) ? [id] : [] }
  }
  async standard(): Promise<{ value: number; year: number; source: string }> { return { value: 870_000, year: 2025, source: '云农办通〔2025〕1号' } }

  async write(entries: Parameters<Book['write']>[0], origin: Parameters<Book['write']>[1]): Promise<{ numbers: [number, number] }> {
    await this.#answer('write')
    const from = this.#number + 1
    const touched = new Set<string>()
    for (const { register, record, fields } of entries) {
      const house = [...this.#houses.values()].find(({ household, members, incomes, visits }) => [household, ...members, ...incomes, ...visits].some(one => one.id === record)) ?? this.#houses.get(String(fields['household']))!
      const list = register === 'person' ? house.members : register === 'income' ? house.incomes : house.visits
      const old = register === 'household' ? house.household : list.find(one => one.id === record)
      const made = applyChange(old, makeChange('laptop-one', ++this.#number, Date.now(), register, record, { ...fields }, { origin, saw: sawFor(old, Object.keys(fields)) }))
      if (register === 'household') house.household = made
      else if (old) list[list.indexOf(old)] = made
      else list.push(made)
      touched.add(house.household.id)
      this.#unsent.set(house.household.id, (this.#unsent.get(house.household.id) ?? 0) + 1)
    }
    this.#tell({ kind: 'changed', households: [...touched] })
    this.#tell({ kind: 'status', status: this.#status() })
    return { numbers: [from, this.#number] }
  }

  async conflicts(): Promise<Conflict[]> {
    await this.#answer('conflicts')
    return [...this.#houses.values()].flatMap(house => [house.household, ...house.members].flatMap(record => clashes(record).map(field => ({
      register: record.register, record: record.id, village: record.village, household: house.household.id, title: text(house.members[0], 'name'), field,
      answers: headsOf(record, field).map((head, i) => ({ value: head.value, by: head.by, device: head.device, at: stampTime(head.stamp), origin: head.origin, shown: i === 0, mine: head.device === 'laptop-one' }))
    }))))
  }
  async decide(register: string, record: string, field: string, value: Value): Promise<void> {
    if (!fieldOf(register, field)) throw new AppError('record-missing')
    await this.write([{ register, record, fields: { [field]: value } }], { kind: 'decision' })
  }
  async saveDraft(draft: Draft | null): Promise<void> { this.#draft = draft }
  async readDraft(): Promise<Draft | null> { return this.#draft }

  async previewImport(name: string): Promise<ImportPreview> {
    this.#cancelled = false
    for (const stage of ['checking', 'reading', 'comparing'] as const) {
      for (const done of [1, 2, 3, 4]) {
        if (this.#cancelled) throw new AppError('locked')
        this.#tell({ kind: 'import', progress: { stage, done: done * 140, total: 570 } })
        await rest(this.#options.delay ?? 0)
      }
    }
    return {
      token: 't', name, sheet: '脱贫人口信息', village: VILLAGE, households: { added: 3, changed: 12, same: 555 }, people: { added: 9, changed: 31, same: 2205 }, rows: 2245,
      problems: [{ cell: 'F214', row: 214, code: 'id-check', severity: 'warning', text: '证件号码校验位不对（530521********2956），按原样导入，入户时请核对' },
        { cell: 'K388', row: 388, code: 'unknown-label', severity: 'warning', text: '“半劳力”不在“劳动技能”的选项里，这一格没有导入' }],
      unknownHeadings: ['包保干部', '备注2'], dropped: [], records: { added: 0, changed: 0, same: 0 },
      layout: { sheet: '脱贫人口信息', others: [], headingLines: [3, 3], columns: [], print: 'p', base: 'person', bases: ['person'], hidden: { rows: [], columns: [], sheets: [] } },
      differences: Array.from({ length: 46 }, (_, i) => ({ row: 12 + i * 7, household: `李光${GIVEN_SAMPLE[i % 6]}`, person: i % 3 ? `李小${GIVEN_SAMPLE[(i + 2) % 6]}` : '', kind: i % 3 ? 'person' as const : 'household' as const, change: i % 5 ? 'changed' as const : 'added' as const,
        fields: [{ label: '务工时间(月)', before: i % 5 ? '6' : '', after: '10' }, { label: '务工企业名称', before: '', after: '保山建工' }] })),
      ...this.#options.preview
    }
  }
  async applyImport(): Promise<{ households: number; people: number; changes: number; import: string }> {
    for (const done of [100, 300, 570]) { this.#tell({ kind: 'import', progress: { stage: 'saving', done, total: 570 } }); await rest(this.#options.delay ?? 0) }
    return { households: 570, people: 2245, changes: 55, import: 'i' }
  }
  async cancelImport(): Promise<void> { this.#cancelled = true }

  async sync(): Promise<{ pushed: number; pulled: number; up: number; down: number; requests: number; refused: number }> {
    this.calls.push('sync')
    for (const done of [0, 40, 80, 120]) { this.#tell({ kind: 'status', status: { ...this.#status(), round: { stage: 'first-load', done, total: 120, up: 2100, down: done * 3100 } } }); await rest((this.#options.delay ?? 0) * 4) }
    if (this.#options.roundFails) throw new AppError('county-unreachable', { host: 'county.example' })
    const pushed = this.#unsent.size
    this.#unsent.clear()
    this.#tell({ kind: 'status', status: this.#status() })
    return { pushed, pulled: 4, up: 2100, down: 900, requests: 1, refused: 0 }
  }
  async cancelSync(): Promise<void> { this.calls.push('cancelSync') }
  async backup(): Promise<{ file: string; at: string }> { return { file: 'b', at: '2026-11-22T02:40:00.000Z' } }
  async copies(): Promise<[]> { return [] }
  // Ledgers, checks and files are looked at over a real book in memory (tests/db/laptop.ts).
  ledger: Book['ledger'] = unanswered
  ledgerLines: Book['ledgerLines'] = unanswered
  ledgerChoices: Book['ledgerChoices'] = unanswered
  addLine: Book['addLine'] = unanswered
  previewPaste: Book['previewPaste'] = unanswered
  applyPaste: Book['applyPaste'] = unanswered
  act: Book['act'] = unanswered
  steps: Book['steps'] = async () => []
  undo: Book['undo'] = unanswered
  records: Book['records'] = async () => []
  checkAll = unanswered; cancelCheck = unanswered; lastCheck = unanswered
  findings = unanswered; giveReason = unanswered; timeline = unanswered; twins = unanswered; twinsOf = unanswered
  makeFile: Book['makeFile'] = unanswered
  async reveal(register: string, record: string, field: string, purpose: string): Promise<void> { await this.#answer(`reveal ${register}/${record}/${field} ${purpose}`) }
  async settleVillage(): Promise<number> { this.calls.push('settleVillage'); return 0 }
}

const unanswered = (): Promise<never> => Promise.reject(new AppError('record-missing'))
const GIVEN_SAMPLE = [...'明华军强英兰']
