/**
 * Why the county did not simply take a change, in people's words: what is the matter and what to do. The codes
 * are those of server/judge.ts and of the round; one from a newer county is shown as it came, never left out.
 */
export interface ReasonWords {
  readonly what: string
  readonly todo: string
  /** Sending the same once more can help: otherwise something has to be changed first, here or at the county. */
  readonly again: boolean
}

/** The number of the rule stands behind it. */
const STEP_REFUSED = 'step-refused'

const words: Readonly<Record<string, ReasonWords>> = {
  'village-not-granted': { what: '县里没有给这台电脑这个村的权限', todo: '请县里给权限，给了以后点“重新上报”。', again: true },
  'move-not-granted': { what: '要把这一户迁去的村，这台电脑没有权限', todo: '请县里给迁入村的权限后重新上报；弄错了就撤回，户还留在本村。', again: true },
  'device-revoked': { what: '县里已停用这台电脑，内容在县里待人审核', todo: '不用重做。请县里审核，或重新登记后重新上报。', again: true },
  'other-device': { what: '编号属于另一台电脑（可能是整机复制来的）', todo: '点“重新上报”，按这台电脑的编号再报一次。', again: true },
  'other-account': { what: '记录人不是登记在这台电脑上的账户', todo: '请县里把这个人登记到这台电脑，再重新上报。', again: true },
  'number-reused': { what: '这个编号县里已收过另一项内容（可能用旧备份恢复过）', todo: '点“重新上报”，用新编号再报一次。', again: true },
  'county-origin': { what: '标成了县里写的，村里的电脑不能这样写', todo: '点“重新上报”，改按本机的修改上报。', again: true },
  malformed: { what: '县里读不懂这一笔（可能是两边程序版本不同）', todo: '打开这一项重新填一次；还不行就升级程序。', again: true },
  'bad-name': { what: '台账或字段的名字不合规定', todo: '请升级程序后重新上报；不要紧的可以撤回。', again: true },
  'decided-by-procedure': { what: '这一项由监测程序决定，要和县级确定一起上报', todo: '到“监测帮扶”里按程序办理，这一笔撤回；以前已经定下的从国家系统的导出表导入。', again: false },
  'case-unknown': { what: '县里没有这一步所在的监测程序', todo: '先把发起程序的那一笔报上去，再重新上报这一步。', again: true },
  'step-changed': { what: '已经办过的环节不能改', todo: '撤回这一笔；确实办错了，请办理的那一级撤回这一步再重办。', again: false },
  'step-built-on': { what: '这一步后面已经又办了别的，或者不是这一级办的，不能撤回', todo: '撤回这一笔，请后一步的办理单位退回。', again: false },
  [STEP_REFUSED]: { what: '县里按监测程序的规则没有收下这一步', todo: '打开这个程序，按规则补齐或等前一步办完，再重办；这一笔撤回。', again: true },
  'body-too-large': { what: '这一笔内容太大，县里收不下', todo: '打开这一项，把文字缩短或分开填写；新填的会自动上报，这一笔不用再管，也可以撤回。', again: false }
}

const unknown = (reason: string): ReasonWords => ({
  what: `县里给的原因代号是“${reason}”，这个版本的程序还不认识`, todo: '请升级程序再看；内容都在本机，没有丢。', again: true
})

export function reasonWords(reason: string): ReasonWords {
  if (Object.hasOwn(words, reason)) return words[reason]!
  const [code, rule = ''] = reason.split(' ')
  return code === STEP_REFUSED ? { ...words[STEP_REFUSED]!, what: `${words[STEP_REFUSED]!.what}（规则 ${rule}）` } : unknown(reason)
}

/** Every code there are words for; compared with the county's own list. */
export const KNOWN_REASONS: readonly string[] = Object.keys(words)

export const ASIDE_STATES = {
  waiting: { label: '等人处理', tone: 'amber' }, 'sent-again': { label: '已重新上报', tone: 'teal' }, withdrawn: { label: '已撤回', tone: '' },
  released: { label: '县里已收下', tone: 'teal' }, rejected: { label: '县里看过，不收', tone: 'red' }
} as const
