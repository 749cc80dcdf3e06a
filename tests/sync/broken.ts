/**
 * Deliberately broken copies of the program: one exact change of text each, which has to be found. Every one breaks a
 * promise of docs/sync.md, and the simulator has to notice.
 */

export interface Broken {
  readonly name: string
  readonly file: string
  readonly from: string
  readonly to: string
  /** Steps that show it, more often than in a run of everything. */
  readonly theme?: string
}

export const broken: readonly Broken[] = [
  {
    name: 'last arrival wins', file: 'core/sync/merge.ts',
    from: 'return [...left, mine].sort(latestFirst)', to: 'return [mine]'
  },
  {
    name: 'latest clock wins, the conflict is dropped', file: 'core/sync/merge.ts',
    from: 'return [...left, mine].sort(latestFirst)', to: 'return [...left, mine].sort(latestFirst).slice(0, 1)'
  },
  {
    name: 'saw is taken as everything the book holds, not as what the screen showed', file: 'src/db/write.ts', theme: 'look',
    from: 'saw: saw ? withOwn(saw, known, fields, device) : sawFor(known, Object.keys(fields))', to: 'saw: sawFor(known, Object.keys(fields))'
  },
  {
    name: 'what a late change had seen is forgotten', file: 'core/sync/merge.ts',
    from: 'for (const seen of Object.keys(saw)) joined[seen] = Math.max(own(joined, seen) ?? 0, saw[seen]!)', to: ''
  },
  {
    name: 'the clock goes back with the laptop’s', file: 'core/sync/clock.ts', theme: 'die',
    from: 'if (now > lastTime) return', to: 'if (now !== lastTime) return'
  },
  {
    name: 'duplicate check removed at the county', file: 'server/intake.ts',
    from: 'const known = twin ?? arrived.get(item.number)', to: 'const known = twin'
  },
  {
    name: 'a number that comes again with other content is taken as known', file: 'server/intake.ts', theme: 'newer-app',
    from: 'known.digest !== item.digest', to: 'known.digest === \'\''
  },
  {
    name: 'one bad change holds up the batch', file: 'server/intake.ts', theme: 'grant',
    from: 'else { aside.push(item); say(item.number, \'quarantined\', item.reason) }', to: 'else throw new Error(item.reason)'
  },
  {
    name: 'cursor taken before the commit', file: 'server/exchange.ts', theme: 'rush',
    from: 'const whole = rows.length <= LIMITS.feedPage', to: 'last = Math.max(last, foretold.get(village) ?? 0)\n  const whole = rows.length <= LIMITS.feedPage'
  },
  {
    name: 'the feed’s number taken outside the lock', file: 'server/village-log.ts', theme: 'rush',
    from: 'const number = locked.get(village)! + 1', to: 'const number = Math.max(taken.get(village) ?? 0, locked.get(village)!) + 1\n    taken.set(village, number)'
  },
  {
    name: 'outbox emptied before the answer', file: 'src/db/syncing.ts',
    from: 'outbox: limit => outbox.next(limit)', to: 'outbox: async limit => { const batch = await outbox.next(limit); for (const { number } of batch) desk.waiting.settle(number); return batch }'
  },
  {
    name: 'what was sent once is not sent again', file: 'src/db/outbox.ts',
    from: 'if (covers(settled, change.number)', to: 'if (this.#gone.has(change.number) || covers(settled, change.number)'
  },
  {
    name: 'receipt not checked against what was sent', file: 'src/db/take.ts',
    from: 'if (!fits) throw', to: 'if (fits === undefined) throw'
  },
  {
    name: 'feed taken into memory and not stored', file: 'src/db/take.ts', theme: 'die',
    from: '{ log: rows, sealed: kept.sealed', to: '{ sealed: kept.sealed'
  },
  {
    name: 'a restored county is sent nothing that it had confirmed', file: 'src/db/journal.ts', theme: 'county-restore',
    from: 'desk.state = { ...desk.state, confirmed: [] }', to: ''
  },
  {
    name: 'changes of the team move the cursor', file: 'src/db/team.ts', theme: 'hub',
    from: '    team: { ...state.team, [device]:', to: '    cursors: Object.fromEntries(Object.entries(state.cursors).map(([code, at]) => [code, at + fresh.length])),\n    team: { ...state.team, [device]:'
  },
  {
    name: 'acknowledged before the journal has it', file: 'src/db/write.ts', theme: 'die',
    from: 'const journal = await ask(desk.env, \'journal:append\', { from, to: last.number, village, bytes: row.sealed })',
    to: 'const journal = desk.state.journal\n  setTimeout(() => { void ask(desk.env, \'journal:append\', { from, to: last.number, village, bytes: row.sealed }).catch(() => undefined) }, 1e6).unref()'
  },
  {
    name: 'own changes not laid over a snapshot', file: 'src/db/load.ts', theme: 'die',
    from: 'for (const change of overlay.get(recordKey(record.register, record.id)) ?? []) {', to: 'for (const change of [] as Change[]) {'
  },
  {
    name: 'a snapshot says it holds more than it does', file: 'server/snapshot.ts', theme: 'die',
    from: 'return { cursor: last, records', to: 'return { cursor: last + 1, records'
  },
  {
    name: 'a restored county is not noticed', file: 'src/db/take.ts', theme: 'county-restore',
    from: 'const restored = desk.state.epoch !== null && desk.state.epoch !== answer.epoch', to: 'const restored = false'
  },
  {
    name: 'late edits of a moved household are not passed on', file: 'server/village-log.ts', theme: 'move',
    from: 'if (reach.moved) await passOn', to: 'if (now < 0) await passOn'
  },
  {
    name: 'what this version does not know is not passed on', file: 'core/sync/pack.ts', theme: 'newer-app',
    from: 'if (Object.keys(more).length > 0) rest[i] = more', to: ''
  }
]

/** Lines some copies need besides, at the end of their file. */
export const besides: Readonly<Record<string, readonly (readonly [file: string, from: string, to: string])[]>> = {
  // Else the opening finds the row missing and loads the village again.
  'feed taken into memory and not stored': [['src/db/take.ts', 'log: [...state.log, ...rows.map(({ n, village }) => ({ n, village }))]', 'log: state.log']],
  'cursor taken before the commit': [
    ['server/exchange.ts', 'import { enterScope', 'import { foretold } from \'./village-log.ts\'\nimport { enterScope'],
    ['server/village-log.ts', 'const numbers = entries.map(', 'for (const { change } of entries) foretold.set(change.village, Math.max(foretold.get(change.village) ?? 0, locked.get(change.village)!) + 1)\n  const numbers = entries.map('],
    ['server/village-log.ts', 'const keyOf = ', 'export const foretold = new Map<string, number>()\n\nconst keyOf = ']
  ],
  'the feed’s number taken outside the lock': [['server/village-log.ts', 'const keyOf = ', 'const taken = new Map<string, number>()\n\nconst keyOf = ']],
  'what was sent once is not sent again': [
    ['src/db/outbox.ts', '  readonly #desk: Desk', '  readonly #gone = new Set<number>()\n  readonly #desk: Desk'],
    ['src/db/outbox.ts', 'batch.push(change)', 'batch.push(change)\n        if (most > 1) this.#gone.add(change.number)']
  ]
}
