/** Real-looking answers about synchronising for the window in a test or a preview; what is done to them is kept in memory. */
import { AppError } from '#core/error.ts'
import type { CarriedPackage, HubState } from '#core/host.ts'
import type { Attachment, BookSync, Decided, KeptReceipt, Loss, Merged, PackageRead, SetAside, Side } from '../../src/db/book-sync.ts'
import { VILLAGE } from './fake-village.ts'

const DAY = Date.UTC(2026, 10, 22)
const SIDE: Side = { value: 8, by: '王建军', device: 'laptop-one', at: DAY - 86_400_000, origin: { kind: 'visit', ref: 'v' }, mine: true, visit: { record: 'v', day: '2026-11-21' } }
const THEIRS: Side = { ...SIDE, value: 10, by: '段丽华', device: 'laptop-two', mine: false, visit: { record: 'w', day: '2026-11-20' } }

export const aside = (number: number, reason: string, more: Partial<SetAside> = {}): SetAside => ({
  number, verdict: 'refused', reason, register: 'person', record: 'household-0003-p0', household: 'household-0003', title: '李光明', at: DAY + number * 60_000,
  fields: { workMonths: 8 }, state: 'waiting', note: '', ...more
})
export const decision = (id: string, more: Partial<Decided> = {}): Decided => ({
  id, register: 'person', record: 'household-0003-p0', household: 'household-0003', title: '李光明', field: 'workMonths', chosen: 10, at: DAY + 7_200_000, answers: [THEIRS, SIDE], undone: false, ...more
})
const MERGED: Merged = { register: 'household', record: 'household-0005', household: 'household-0005', title: '张玉芳', at: DAY + 3_600_000, mine: ['address', 'arableMu'], theirs: [{ field: 'phone', side: { ...THEIRS, value: '13887512044' } }] }

export const receipt = (from: number, to: number, more: Partial<KeptReceipt> = {}): KeptReceipt => ({
  county: 'c', epoch: 'e', device: 'laptop-one', numbers: [[from, to]], count: to - from + 1, digest: 'a3f05c'.repeat(11).slice(0, 64), kept: 'durable',
  at: new Date(DAY + to * 1000).toISOString(), signature: 'Qx3pZk8sVw2mYt5aLr7u', takenAt: DAY + to * 1000 + 400, road: 'line', ...more
})
export const attachment = (record: string, more: Partial<Attachment> = {}): Attachment => ({
  record, household: 'household-0001', kind: '01', title: '新修的厨房', takenAt: DAY, by: '王建军', bytes: 212_000, width: 1600, height: 1200, state: 'here', ...more
})

export interface FakeSyncOptions {
  readonly loss?: Partial<Loss>
  readonly answers?: boolean
  readonly aside?: readonly SetAside[]
  readonly decisions?: readonly Decided[]
  readonly merged?: readonly Merged[]
  readonly receipts?: readonly KeptReceipt[]
  readonly chosen?: PackageRead | null
  readonly attachments?: readonly Attachment[]
  /** Bytes of every picture there is. */
  readonly picture?: Uint8Array
  /** Milliseconds each answer takes. */
  readonly delay?: number
}

export const BUSY: FakeSyncOptions = {
  loss: { changes: 37, households: 12, since: DAY - 2 * 86_400_000, attachments: 6, attachmentBytes: 1_310_000, draft: true, setAside: 3, onTheWay: { changes: 20, at: DAY - 80_000_000 } },
  aside: [aside(44, 'village-not-granted'), aside(45, 'body-too-large', { register: 'visit', record: 'household-0004-v1', household: 'household-0004', title: '王秀英', fields: { remark: '很长的话'.repeat(20) } }),
    aside(46, 'device-revoked', { verdict: 'quarantined', fields: { idNo: '530521199004050021', phone: '13887512044' } }), aside(30, 'other-account', { state: 'released' }), aside(31, 'malformed', { state: 'rejected', note: '同一户已由组长更正' })],
  decisions: [decision('d1'), decision('d2', { title: '王秀英', field: 'employer', chosen: '保山建工', answers: [{ ...THEIRS, value: '保山建工' }, { ...SIDE, value: '云南建投', visit: null, origin: { kind: 'edit' } }], undone: true })],
  merged: [MERGED],
  receipts: [receipt(1, 500, { kept: 'trial', road: 'package' }), receipt(501, 812), receipt(813, 830, { numbers: [[813, 820], [823, 823], [826, 826], [828, 828], [830, 830]], road: 'hub' })],
  chosen: { kind: 'courier', token: 't', name: '段丽华-20261122.cunce', madeAt: DAY, own: false, summary: { by: '段丽华', villages: [VILLAGE.code], changes: 214, attachments: 18, first: '2026-11-19T01:00:00.000Z', last: '2026-11-22T03:10:00.000Z' } },
  attachments: [attachment('attachment-0001'), attachment('attachment-0002', { title: '', kind: '03', state: 'sent' }), attachment('attachment-0003', { title: '水池', kind: '08', state: 'away', by: '段丽华' })]
}

export class FakeSync implements Omit<BookSync, 'cancelSync'> {
  readonly calls: string[] = []
  readonly pictures: Uint8Array[] = []
  readonly #options: FakeSyncOptions
  #aside: SetAside[]
  #decisions: Decided[]
  #attachments: Attachment[]
  #hub: HubState = { open: false, port: 8471, addresses: ['192.168.43.17'], guests: [], held: { packages: 0, bytes: 0 } }

  constructor(options: FakeSyncOptions = {}) {
    this.#options = options
    this.#aside = [...options.aside ?? []]
    this.#decisions = [...options.decisions ?? []]
    this.#attachments = [...options.attachments ?? []]
  }
  async #call(name: string): Promise<void> {
    this.calls.push(name)
    await new Promise(resolve => setTimeout(resolve, this.#options.delay ?? 0))
  }
  #needsCounty(): void {
    if (this.#options.answers === false) throw new AppError('package-needs-county')
  }

  setAside = async (): Promise<readonly SetAside[]> => this.#aside
  sendAgain = async (number: number): Promise<void> => {
    await this.#call(`sendAgain ${number}`)
    this.#become(number, 'sent-again')
  }
  withdraw = async (number: number): Promise<{ restored: number; left: number }> => {
    await this.#call(`withdraw ${number}`)
    this.#become(number, 'withdrawn')
    return { restored: 1, left: 1 }
  }
  #become(number: number, state: SetAside['state']): void {
    if (!this.#aside.some(one => one.number === number && one.state === 'waiting')) throw new AppError('aside-gone')
    this.#aside = this.#aside.map(one => one.number === number ? { ...one, state } : one)
  }
  decisions = async (): Promise<readonly Decided[]> => this.#decisions
  undoDecision = async (id: string): Promise<void> => {
    await this.#call(`undoDecision ${id}`)
    if (!this.#decisions.some(one => one.id === id && !one.undone)) throw new AppError('decision-undone')
    this.#decisions = this.#decisions.map(one => one.id === id ? { ...one, undone: true } : one)
  }
  merged = async (): Promise<readonly Merged[]> => this.#options.merged ?? []
  loss = async (): Promise<Loss> => ({ changes: 0, households: 0, since: null, attachments: 0, attachmentBytes: 0, draft: false, trial: 0, setAside: 0, onTheWay: null, lastContact: null, ...this.#options.loss })
  receipts = async (): Promise<readonly KeptReceipt[]> => this.#options.receipts ?? []
  deliverySheet = async (since: number | null): ReturnType<BookSync['deliverySheet']> => {
    const receipts = (await this.receipts()).filter(({ takenAt }) => since === null || takenAt >= since)
    const changes = receipts.reduce((sum, { count }) => sum + count, 0)
    return { county: 'c', countyName: '施甸县（练习）', device: 'laptop-one', person: '王建军', villages: [{ ...VILLAGE, changes }], receipts, changes, households: 140, left: this.#options.loss?.changes ?? 0, madeAt: DAY + 9 * 3600_000 }
  }
  countyAnswers = async (): Promise<boolean> => this.#options.answers ?? true
  previewPackage = async (): ReturnType<BookSync['previewPackage']> => {
    const { changes, households, since, attachments, attachmentBytes } = await this.loss()
    return { changes, households, first: since, last: since === null ? null : DAY + 3_600_000, attachments, attachmentBytes }
  }
  savePackage = async (): ReturnType<BookSync['savePackage']> => {
    await this.#call('savePackage')
    return { name: '村册-王建军-20261122.cunce', bytes: 1_420_000, changes: 37 }
  }
  choosePackage = async (): Promise<PackageRead | null> => {
    await this.#call('choosePackage')
    return this.#options.chosen ?? null
  }
  takePackage = async (token: string): ReturnType<BookSync['takePackage']> => {
    await this.#call(`takePackage ${token}`)
    return { confirmed: 37, pulled: 112, refused: 0 }
  }
  carryPackage = async (token: string): Promise<CarriedPackage> => {
    await this.#call(`carryPackage ${token}`)
    this.#needsCounty()
    return { accepted: 200, known: 12, quarantined: 2, refused: 0, attachments: 18, answer: { token: 'a', bytes: 9000 } }
  }
  saveAnswer = async (token: string): Promise<{ name: string }> => {
    await this.#call(`saveAnswer ${token}`)
    return { name: '回执-段丽华.cunce' }
  }
  openHub = async (): Promise<HubState> => {
    await this.#call('openHub')
    this.#hub = { ...this.#hub, open: true, guests: [{ device: 'laptop-two', person: '段丽华', at: DAY + 3_600_000, gave: 214, took: 37 }], held: { packages: 1, bytes: 182_000 } }
    return this.#hub
  }
  closeHub = async (): Promise<void> => {
    await this.#call('closeHub')
    this.#hub = { ...this.#hub, open: false }
  }
  hubState = async (): Promise<HubState> => this.#hub
  findHubs = async (): ReturnType<BookSync['findHubs']> => {
    await this.#call('findHubs')
    return [{ address: '192.168.43.17:8471', device: 'laptop-two', person: '段丽华', villages: [VILLAGE.code] }]
  }
  visitHub = async (address: string): ReturnType<BookSync['visitHub']> => {
    await this.#call(`visitHub ${address}`)
    if (address.startsWith('10.')) throw new AppError('hub-unreachable', { host: address })
    return { person: '段丽华', gave: 37, took: 214, confirmed: 0 }
  }
  addAttachment: BookSync['addAttachment'] = async (what, picture, thumb) => {
    this.pictures.push(picture.bytes, thumb.bytes)
    await this.#call(`addAttachment ${what.household} ${what.kind} ${what.title}`)
    const made = attachment(`attachment-${this.#attachments.length + 1}001`, { household: what.household, kind: what.kind, title: what.title, takenAt: Date.now(), bytes: picture.bytes.length, width: picture.width, height: picture.height })
    this.#attachments.push(made)
    return made
  }
  attachmentsOf = async (household: string): Promise<readonly Attachment[]> => this.#attachments.filter(one => one.household === household)
  attachmentContent: BookSync['attachmentContent'] = async record => {
    if (this.#attachments.find(one => one.record === record)?.state === 'away') throw new AppError('attachment-missing')
    return { mime: 'image/jpeg', bytes: this.#options.picture ?? new Uint8Array() }
  }
  missingAttachments = async (): Promise<readonly Attachment[]> => this.#attachments.filter(({ state }) => state === 'away')
  fetchAttachment = async (record: string): Promise<void> => {
    await this.#call(`fetchAttachment ${record}`)
    if (this.#options.answers === false) throw new AppError('county-unreachable', { host: 'county.example' })
    this.#attachments = this.#attachments.map(one => one.record === record ? { ...one, state: 'sent' } : one)
  }
}
