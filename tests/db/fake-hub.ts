/**
 * The hub in memory: changes of each laptop by its device, reports that wait for the county, answers that wait for
 * their owners. Guests are the hosts named in `nearby`; only changes of villages both are granted go across.
 */
import { AppError } from '#core/error.ts'
import type { HubState } from '#core/host.ts'
import type { Known } from '#core/sync/bundle.ts'
import type { Change } from '#core/sync/change.ts'
import { openFile, reportFile } from './fake-packages.ts'
import { roadOf, traveller, type FakeHost, type Handlers } from './fake-host.ts'

export interface Hub {
  open: boolean
  readonly guests: Map<string, { device: string; person: string; at: number; gave: number; took: number }>
  /** device → number → change. */
  readonly team: Map<string, Map<number, Change>>
  readonly people: Map<string, string>
  /** Reports for the county, by whom. */
  reports: { readonly device: string; readonly file: Uint8Array }[]
  /** The county's answers, by whom they are for. */
  readonly answers: Map<string, Uint8Array[]>
}

export const newHub = (): Hub => ({ open: false, guests: new Map(), team: new Map(), people: new Map(), reports: [], answers: new Map() })

const villagesOf = ({ enrolled }: FakeHost): readonly string[] => enrolled?.villages.map(village => village.code) ?? []
const knows = (known: Known, { device, number }: Change): boolean => known[device]?.some(([from, to]) => from <= number && number <= to) ?? false

function keep(hub: Hub, device: string, person: string, changes: readonly Change[]): void {
  const of = hub.team.get(device) ?? new Map<number, Change>()
  for (const change of changes) if (change.device === device) of.set(change.number, change)
  hub.team.set(device, of)
  hub.people.set(device, person)
}

const lackedBy = (hub: Hub, asking: FakeHost, known: Known) => [...hub.team].filter(([device]) => device !== asking.device).map(([device, changes]) => ({
  device, person: hub.people.get(device) ?? '',
  changes: [...changes.values()].filter(change => villagesOf(asking).includes(change.village) && !knows(known, change)).sort((a, b) => a.number - b.number)
})).filter(({ changes }) => changes.length > 0)

export function hubCalls(self: () => FakeHost): Handlers {
  const state = (): HubState => {
    const { hub } = self()
    return { open: hub.open, port: hub.open ? 1 : 0, addresses: hub.open ? [self().device] : [], guests: [...hub.guests.values()], held: { packages: hub.reports.length, bytes: hub.reports.reduce((sum, report) => sum + report.file.length, 0) } }
  }
  return {
    'hub:open': () => { self().hub.open = true; return state() },
    'hub:close': () => { self().hub.open = false; return null },
    'hub:state': state,
    'hub:find': () => self().nearby.filter(other => other.hub.open).map(other => ({ address: other.device, device: other.device, person: other.enrolled?.person ?? '', villages: [...villagesOf(other)] })),
    'hub:visit': async ({ address, exchanges, changes, known }) => {
      const me = self()
      const there = me.nearby.find(other => other.device === address && other.hub.open)
      if (!there) throw new AppError('hub-unreachable', { host: address })
      if (there.enrolled?.county.id !== me.enrolled?.county.id) throw new AppError('hub-other-county')
      const { hub } = there
      const mine = changes.filter(change => villagesOf(there).includes(change.village))
      keep(hub, me.device, me.enrolled?.person ?? '', mine)
      if (exchanges.length > 0) hub.reports = [...hub.reports.filter(report => report.device !== me.device), { device: me.device, file: await reportFile(await traveller(me), exchanges, [], me.keys) }]
      const files = hub.answers.get(me.device) ?? []
      hub.answers.delete(me.device)
      const answers = (await Promise.all(files.map(async file => (await openFile(await traveller(me), file, me.keys)).answers ?? []))).flat()
      const team = lackedBy(hub, me, known)
      hub.guests.set(me.device, { device: me.device, person: me.enrolled?.person ?? '', at: 0, gave: mine.length, took: team.reduce((sum, { changes: list }) => sum + list.length, 0) })
      return { person: there.enrolled?.person ?? '', team, answers, gave: mine.length }
    },
    'hub:exchange': ({ changes, known }) => {
      const me = self()
      keep(me.hub, me.device, me.enrolled?.person ?? '', changes)
      return { team: lackedBy(me.hub, me, known) }
    },
    'hub:forward': async () => {
      const { hub } = self()
      const { post } = roadOf(self())
      if (!post) throw new AppError('package-needs-county')
      let carried = 0
      while (hub.reports.length > 0) {
        const report = hub.reports[0]!
        const { answer } = await post.take(report.file)
        if (answer) hub.answers.set(report.device, [...hub.answers.get(report.device) ?? [], answer])
        hub.reports = hub.reports.slice(1)
        carried++
      }
      return { carried, left: 0 }
    }
  }
}
