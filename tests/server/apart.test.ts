/** Villages apart, by the database itself. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCounty, startCounty, type CountyPlace, type OpenedCounty } from '../../server/county.ts'
import { rowsOf } from '../../server/database.ts'
import { migrate, readMigrations } from '../../server/migrate.ts'
import { enterScope, leaveScope, proveScope, ROLE } from '../../server/scope.ts'
import { engines, type Engine } from './engines.ts'
import { OTHER, VILLAGE } from './laptop.ts'

describe.each(engines)('villages apart on %s', (_name, startEngine) => {
  let engine: Engine
  let place: CountyPlace
  let county: OpenedCounty

  beforeAll(async () => {
    engine = await startEngine()
    place = await engine.place()
    county = await openCounty(place)
    for (const code of [VILLAGE, OTHER]) await county.console.addVillage({ code, name: code })
    await county.database.transaction(async db => {
      for (const code of [VILLAGE, OTHER])
        await sql`insert into record (village, register, id, household, state) values (${code}, 'household', ${code}, '', '{}')`.execute(db)
    })
  })
  afterAll(async () => {
    await county.database.close()
    await engine.stop()
  })

  const seen = (villages: readonly string[]): Promise<readonly string[]> => county.database.transaction(async db => {
    await enterScope(db, villages)
    return (await rowsOf(db, sql<{ village: string }>`select village from record order by village`)).map(row => row.village)
  })

  it('a query without any condition sees the granted villages only', async () => {
    expect(await seen([VILLAGE])).toEqual([VILLAGE])
    expect(await seen([VILLAGE, OTHER])).toEqual([VILLAGE, OTHER])
    expect(await seen([])).toEqual([])
    expect(await seen([`${VILLAGE}' or true --`])).toEqual([])
  })

  it('the scope ends with its transaction and does not follow the connection', async () => {
    await seen([VILLAGE])
    const roles = await Promise.all(Array.from({ length: 20 }, () => county.database.transaction(db => rowsOf(db, sql<{ role: string, villages: string | null }>`
      select current_user::text as role, nullif(current_setting('cunce.villages', true), '') as villages`))))
    for (const [row] of roles) expect([row!.role === ROLE, row!.villages]).toEqual([false, null])
  })

  it('transactions at the same time do not share a scope', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => seen([i % 2 ? VILLAGE : OTHER])))
    expect(answers).toEqual(Array.from({ length: 20 }, (_, i) => [i % 2 ? VILLAGE : OTHER]))
  })

  it.each([
    ['write into another village', sql`insert into record (village, register, id, household, state) values (${OTHER}, 'x', 'x', '', '')`],
    ['move a record there', sql`update record set village = ${OTHER}`],
    ['read the devices', sql`select * from device`],
    ['read the county\'s key', sql`select signing_key from county`],
    ['rewrite a logged change', sql`update change set body = ''`],
    ['delete a record', sql`delete from record`]
  ])('under a village\'s role one cannot %s', async (_what, statement) => {
    await expect(county.database.transaction(async db => {
      await enterScope(db, [VILLAGE])
      await statement.execute(db)
    })).rejects.toThrow(/permission denied|row-level security/)
  })

  it('leaving the scope inside a transaction gives the county\'s tables back', async () => {
    expect(await county.database.transaction(async db => {
      await enterScope(db, [VILLAGE])
      await leaveScope(db)
      return (await rowsOf(db, sql`select 1 from county`)).length
    })).toBe(1)
  })

  it.each([
    ['the feed\'s policy is switched off', 'alter table change disable row level security', 'alter table change enable row level security'],
    ['someone may see every record', `create policy everyone on record to ${ROLE} using (true)`, 'drop policy everyone on record'],
    ['the role is a superuser', `alter role ${ROLE} superuser`, `alter role ${ROLE} nosuperuser`],
    ['the role may bypass policies', `alter role ${ROLE} bypassrls`, `alter role ${ROLE} nobypassrls`]
  ])('S-14: the county refuses to start where %s', async (_what, harm, repair) => {
    await county.database.script(harm)
    await expect(proveScope(county.database)).rejects.toMatchObject({ code: 'county-scope-broken' })
    await county.database.script(repair)
    await proveScope(county.database)
  })

  it('S-14: start itself runs the self-test, and leaves nothing of it behind', async () => {
    const other = await engine.place()
    const first = await openCounty(other)
    expect((await first.console.status()).villages).toEqual([])
    await first.database.script('alter table village disable row level security')
    await first.database.close()
    await expect(startCounty({ ...other, port: 0 })).rejects.toMatchObject({ code: 'county-scope-broken', detail: { table: 'village' } })
  })

  it('migrations run once, in order, and a changed one refuses', async () => {
    const migrations = await readMigrations()
    expect(migrations.map(({ name }) => name.slice(0, 4))).toEqual(migrations.map((_, i) => String(i + 1).padStart(4, '0')))
    expect(await migrate(county.database, migrations)).toEqual([])
    const next = { name: '9001-more.sql', checksum: 'a', text: 'create table more (id int)' }
    expect(await migrate(county.database, [...migrations, next])).toEqual(['9001-more.sql'])
    await expect(migrate(county.database, [...migrations, { ...next, checksum: 'b' }])).rejects.toMatchObject({ code: 'county-migration-changed', detail: { name: '9001-more.sql' } })
  })

  it('S-15: a migration that breaks in the middle leaves nothing and can be run again', async () => {
    const broken = { name: '9002-broken.sql', checksum: 'a', text: 'create table half (id int); select nonsense' }
    await expect(migrate(county.database, [broken])).rejects.toThrow('nonsense')
    expect(await migrate(county.database, [{ ...broken, text: 'create table half (id int)' }])).toEqual(['9002-broken.sql'])
  })

  it('two servers that start at once on a new database migrate it once', async () => {
    const fresh = await engine.place()
    const starts = await Promise.allSettled([openCounty(fresh), openCounty(fresh)])
    const opened = starts.flatMap(start => (start.status === 'fulfilled' ? [start.value] : []))
    // PGlite's folder has one opener; a PostgreSQL database may have several.
    expect(opened).toHaveLength(engine.kept === 'durable' ? 2 : 1)
    expect(new Set(opened.map(({ identity }) => identity.id)).size).toBe(1)
    for (const { database } of opened) await database.close()
  })
})
