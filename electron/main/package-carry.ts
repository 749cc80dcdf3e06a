/** Somebody's report, carried to the county by this laptop as it is; and what the county says to it. */
import { AppError } from '#core/error.ts'
import { COUNTY, demandSender, readPackage, type PackageHeader } from '#core/sync/package.ts'
import { LIMITS, PACKAGE_TAKEN, PackageTaken, PATHS } from '#core/sync/wire.ts'
import { demandAnswer, parsed } from './county-answer.ts'
import type { CountyLine } from './county-line.ts'
import { packageVerifier } from './signatures.ts'

export interface Carried extends Omit<PackageTaken, 'answer'> {
  /** The county's package for the sender of the report; only its reader can open it. */
  readonly answer: Uint8Array | null
}

const LARGEST = LIMITS.packageBytes + 200_000

export async function carryPackage(line: CountyLine, name: string, report: PackageHeader, bytes: Uint8Array): Promise<Carried> {
  try {
    const { address, enrolled: { county } } = await line.enrolment()
    const { host } = new URL(address)
    const said = await line.send({
      method: 'POST', path: PATHS.packages, body: bytes, most: LARGEST, headers: { 'content-type': 'application/octet-stream', 'accept-encoding': 'identity' }
    })
    const body = demandAnswer(said, host, 'any')
    const taken = parsed(host, () => PackageTaken.parse(JSON.parse(String(said.headers[PACKAGE_TAKEN]))))
    if (taken.answer !== body.length) throw new AppError('county-garbled', { host })
    return { ...taken, answer: body.length === 0 ? null : await judgedAnswer(body, report, county, host) }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    // On its way the package can be lost only as a copy: the stick still has it.
    throw new AppError(thrown.code === 'county-unreachable' ? 'package-needs-county' : thrown.code, { ...thrown.detail, name }, { cause: thrown })
  }
}

/** Not handed on unless the county signed it for the one who reported: a courier must not be made to carry something else. */
async function judgedAnswer(body: Buffer, report: PackageHeader, county: { readonly id: string; readonly publicKey: string }, host: string): Promise<Uint8Array> {
  try {
    const read = readPackage(body)
    const { kind, county: of, from, to } = read.header
    if (kind !== 'answer' || of !== county.id || from !== COUNTY || to !== report.from) throw new AppError('package-forged')
    await demandSender(read, county.publicKey, packageVerifier)
    return body
  } catch (cause) {
    throw new AppError('county-garbled', { host }, { cause })
  }
}
