/** A county and laptops for one journey, in folders of their own, gone afterwards. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Role } from '#core/procedure/index.ts'
import { startCounty, type County } from '../../server/county.ts'
import { launchDesk, type Desk, type DeskOptions } from './launch.ts'
import { openRoad, type Road } from './road.ts'

export const VILLAGE = { code: '530521201001', name: '万兴村' }
export const ROSTER = resolve(import.meta.dirname, '../../resources/practice/roster.xlsx')

const PEOPLE: Partial<Record<Role, string>> = { township: '乡镇赵干事', county: '县局钱股长' }

export interface Laptop {
  desk: Desk
  readonly userData: string
  readonly road: Road
  /** Starts it again on the same profile, as after a restart or a kill. */
  again(options?: Partial<DeskOptions>): Promise<Desk>
}

export interface Town {
  readonly folder: string
  readonly county: County
  /** For the village's level where none is said. */
  code(account?: string, role?: Role): Promise<string>
  /** What the county's people type, in a program of its own beside the running server; what it answers, refusals too. */
  command(...words: readonly string[]): Promise<string>
  /** 核对码 of the village as the county reckons it. */
  digest(): Promise<string>
  laptop(name: string, options?: Partial<DeskOptions> & { readonly profile?: string; readonly role?: Role }): Promise<Laptop>
  close(): Promise<void>
}

/** `practice`: the county has the practice village already; else the village is empty. */
export async function openTown({ practice }: { readonly practice: boolean }): Promise<Town> {
  const folder = mkdtempSync(join(tmpdir(), 'cunce-town-'))
  const county = await startCounty({ port: 0, dataDir: join(folder, 'county') })
  if (practice) await county.seedPractice()
  else await county.addVillage(VILLAGE.code, VILLAGE.name)
  const laptops: Laptop[] = []
  let codes = 0
  return {
    folder, county,
    code: (account = `team${++codes}`, role = 'village') => county.issueCode({ villages: [VILLAGE.code], account, person: PEOPLE[role] ?? (account === 'team1' ? '王队长' : '李队员'), hours: 1, role }),
    command: (...words) => new Promise(done => {
      execFile(process.execPath, [resolve(import.meta.dirname, '../../server/main.ts'), ...words, '--data', join(folder, 'county')], (_failed, out, problems) => done(out + problems))
    }),
    digest: async () => (await county.copies()).find(village => village.code === VILLAGE.code)!.digest,
    async laptop(name, { profile, ...options } = {}) {
      const userData = profile ?? join(folder, name)
      const launch = (more: Partial<DeskOptions> = {}): Promise<Desk> => launchDesk({
        userData, ...options, ...more, env: { CUNCE_FAST_KDF: '1', CUNCE_BACKUP_DIR: join(folder, `${name}-backup`), ...options.env, ...more.env }
      })
      const laptop: Laptop = {
        desk: await launch(), userData, road: await openRoad(county.url),
        async again(more) { laptop.desk = await launch(more); return laptop.desk }
      }
      laptops.push(laptop)
      return laptop
    },
    async close() {
      for (const { desk, road } of laptops) { await desk.kill9().catch(() => undefined); await road.close() }
      await county.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
