/**
 * Packages by USB stick: a report sealed to the county, somebody's report carried to it, the county's answer read.
 * What was chosen is held in memory under a token until another is chosen or the app is locked; nothing of it
 * lies in the profile.
 */
import { randomBytes } from 'node:crypto'
import type { Dialog } from 'electron'
import { AppError } from '#core/error.ts'
import type { HostCallName } from '#core/host.ts'
import { PACKAGE_EXTENSION, type PackageHeader } from '#core/sync/package.ts'
import type { BlobStore } from './attachment-store.ts'
import type { Handlers } from './calls.ts'
import type { CountyLine } from './county-line.ts'
import type { Device } from './device.ts'
import { offeredPath } from './files.ts'
import { carryPackage } from './package-carry.ts'
import { readPackageFile, writePackageFile } from './package-file.ts'
import { judgePackage } from './package-read.ts'
import { makeReport } from './package-report.ts'

export type PackageHandlers = Pick<Handlers, Extract<HostCallName, `package:${string}`>>

export interface Packages {
  readonly handlers: PackageHandlers
  /** Locked: nothing that was chosen stays. */
  drop(): void
}

export interface PackagePlace {
  readonly device: Device
  readonly line: CountyLine
  readonly blobs: BlobStore
  readonly dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>
  readonly documents: string
  readonly now: () => number
}

const FILTERS = [{ name: '村册数据包', extensions: [PACKAGE_EXTENSION] }]

interface Held { readonly token: string; readonly name: string; readonly header: PackageHeader; readonly bytes: Uint8Array }
interface Answer { readonly token: string; readonly by: string; readonly bytes: Uint8Array }

export function openPackages({ device, line, blobs, dialog, documents, now }: PackagePlace): Packages {
  let held: Held | null = null
  let answer: Answer | null = null
  const drop = (): void => {
    held = null
    answer = null
  }

  async function savePath(name: string): Promise<string | null> {
    const { canceled, filePath } = await dialog.showSaveDialog({ title: '保存数据包', defaultPath: offeredPath(documents, name), filters: FILTERS })
    return canceled || !filePath ? null : filePath
  }

  return {
    drop,
    handlers: {
      'package:save': async ({ exchanges, attachments, name }) => {
        // Before the dialog: who cannot be helped is not asked where to.
        const { person, account } = (await line.enrolment()).enrolled
        if (await device.countyBoxKey() === null) throw new AppError('package-no-key')
        if (exchanges.length === 0 && attachments.length === 0) throw new AppError('package-empty')
        const path = await savePath(withEnding(name.trim() || `村册上报_${person || account}_${dayOf(now())}`))
        if (path === null) return null
        const { id, pieces } = await makeReport({ device, blobs, now }, exchanges, attachments)
        return { ...await writePackageFile(path, pieces), id }
      },

      'package:choose': async () => {
        const { canceled, filePaths: [path] } = await dialog.showOpenDialog({ title: '选择数据包', properties: ['openFile'], filters: FILTERS })
        if (canceled || path === undefined) return null
        drop()
        const { name, bytes } = await readPackageFile(path)
        const judged = await judgePackage(device, blobs, name, bytes)
        const token = newToken()
        if (judged.answers === null) held = { token, name, header: judged.header, bytes }
        return { token, name, ...judged }
      },

      'package:carry': async ({ token }) => {
        if (held?.token !== token) throw new AppError('package-not-held')
        const { name, header, bytes } = held
        const { answer: back, ...taken } = await carryPackage(line, name, header, bytes)
        // Locked, or another chosen, while it was on the road: the county has it, and gives the answer again to who asks again.
        if (held?.token !== token) return { ...taken, answer: null }
        answer = back && { token: newToken(), by: header.summary.by, bytes: back }
        return { ...taken, answer: answer && { token: answer.token, bytes: answer.bytes.length } }
      },

      'package:save-answer': async ({ token }) => {
        if (answer?.token !== token) throw new AppError('package-not-held')
        const { by, bytes } = answer
        const path = await savePath(withEnding(`县里回执_${by}_${dayOf(now())}`))
        return path === null ? null : { name: (await writePackageFile(path, [bytes])).name }
      }
    }
  }
}

const newToken = (): string => randomBytes(16).toString('base64url')
const withEnding = (name: string): string => name.endsWith(`.${PACKAGE_EXTENSION}`) ? name : `${name}.${PACKAGE_EXTENSION}`
/** The day as the wall calendar has it, in China. */
const dayOf = (now: number): string => new Date(now + 8 * 3_600_000).toISOString().slice(0, 10)
