/** As what kind of attachment a picture of an evidence is kept: a notice is a 公示照片, a paper a scan. */
import type { EvidenceKind } from '#core/procedure/index.ts'

const SCAN = '03'
const KINDS: Readonly<Record<EvidenceKind, string>> = {
  application: SCAN, fingerprint: SCAN, analysisNote: SCAN, verifyForm: SCAN, incomeSheet: SCAN, photos: '01', comparison: SCAN, minutes: SCAN, signIn: '06',
  noticeFirst: '05', noticeLast: '05', townshipOpinion: SCAN, countyApproval: SCAN, announcePhoto: '05', measureProof: '04', other: '99'
}
export const pictureKindOf = (evidence: string): string => Object.hasOwn(KINDS, evidence) ? KINDS[evidence as EvidenceKind] : '99'
