/**
 * 一户一档: the papers of a watched household in the order they are filed, as data. The order and the papers are those
 * of domain §5 (dossier, W12, W13) and of the six procedures; a number is for ever, a new paper is added at the end of
 * its part with a number of its own.
 */
import type { CaseKind, EvidenceKind, StepName } from '../procedure/define.ts'

/** Whose paper it is: of listing, of what is done for the household, of elimination, of a relisting. */
export type DossierPart = 'listing' | 'help' | 'elimination' | 'relisting'

export interface DossierPaper {
  /** D01… for ever. */
  readonly key: string
  readonly title: string
  readonly part: DossierPart
  /** A paper of the procedure: the step it came from, of a case of this kind, and what proves it. */
  readonly of?: CaseKind
  readonly step?: StepName
  readonly evidence?: readonly EvidenceKind[]
  /** A paper out of records of this register. */
  readonly register?: string
  /** Where a missing one is mended: a tab of the household, or the case. */
  readonly mend: 'case' | 'income' | 'measures' | 'visits' | 'photos' | 'visit'
  readonly source: string
}

const listing = (key: string, title: string, step: StepName, evidence: readonly EvidenceKind[], source: string): DossierPaper =>
  ({ key, title, part: 'listing', of: 'identification', step, evidence, mend: 'case', source })
const ending = (key: string, title: string, step: StepName, evidence: readonly EvidenceKind[], source: string): DossierPaper =>
  ({ key, title, part: 'elimination', of: 'elimination', step, evidence, mend: 'case', source })
const again = (key: string, title: string, step: StepName, evidence: readonly EvidenceKind[]): DossierPaper =>
  ({ key, title, part: 'relisting', of: 'relisting', step, evidence, mend: 'case', source: 'W26' })

export const dossierPapers: readonly DossierPaper[] = [
  listing('D01', '申请及承诺授权书', 'apply', ['application', 'fingerprint'], 'W7，W11'),
  listing('D02', '综合研判记录', 'analyse', ['analysisNote'], 'W11'),
  listing('D03', '信息采集表（入户核查表）', 'verify', ['verifyForm'], 'W7'),
  { key: 'D04', title: '识别时收入核算表', part: 'listing', of: 'identification', step: 'verify', evidence: ['incomeSheet'], register: 'income', mend: 'income', source: 'W7，W13' },
  listing('D05', '信息比对结果', 'compare', ['comparison'], 'W11'),
  listing('D06', '民主评议记录、签到表', 'review', ['minutes', 'signIn'], 'W11，G8'),
  listing('D07', '公示及首日照片', 'publicise', ['noticeFirst'], 'W4，W6'),
  listing('D08', '公示期满及末日照片', 'noticeEnd', ['noticeLast'], 'W4，W6'),
  listing('D09', '乡镇审核意见', 'township', ['townshipOpinion'], 'S1-09'),
  listing('D10', '县级批复', 'county', ['countyApproval'], 'W12'),
  listing('D11', '公告照片', 'announce', ['announcePhoto'], 'W12'),
  { key: 'D12', title: '一户一策帮扶计划', part: 'help', register: 'plan', mend: 'measures', source: 'S4-11' },
  { key: 'D13', title: '帮扶措施及佐证', part: 'help', register: 'measure', evidence: ['measureProof'], mend: 'measures', source: 'W12，W13' },
  { key: 'D14', title: '走访记录', part: 'help', register: 'visit', mend: 'visit', source: 'W13，W16c' },
  { key: 'D15', title: '年度收入核算表', part: 'help', register: 'income', mend: 'income', source: 'W13' },
  ending('D16', '风险消除提名', 'nominate', [], 'W9'),
  ending('D17', '风险消除入户核实表', 'verify', ['verifyForm'], 'W8，W9'),
  { key: 'D18', title: '消除时收入核算表', part: 'elimination', of: 'elimination', step: 'verify', evidence: ['incomeSheet'], register: 'income', mend: 'income', source: 'W9' },
  ending('D19', '风险消除评议记录、签到表', 'review', ['minutes', 'signIn'], 'W9'),
  ending('D20', '风险消除公示及首日照片', 'publicise', ['noticeFirst'], 'W9'),
  ending('D21', '风险消除公示期满及末日照片', 'noticeEnd', ['noticeLast'], 'W9'),
  ending('D22', '风险消除乡镇审核意见', 'township', ['townshipOpinion'], 'W9'),
  ending('D23', '风险消除县级批复', 'county', ['countyApproval'], 'W9'),
  ending('D24', '风险消除公告照片', 'announce', ['announcePhoto'], 'W9'),
  again('D25', '风险再标注核查表', 'verify', ['verifyForm']),
  again('D26', '风险再标注评议记录、签到表', 'review', ['minutes', 'signIn']),
  again('D27', '风险再标注乡镇审核意见', 'township', ['townshipOpinion']),
  again('D28', '风险再标注县级批复', 'county', ['countyApproval'])
]

export const partWords: Readonly<Record<DossierPart, string>> = { listing: '识别纳入', help: '帮扶', elimination: '风险消除', relisting: '风险再标注' }
