/** How grave a finding is, in the words and the tone people see everywhere. Colour never stands alone. */
const words: Readonly<Record<string, { readonly label: string; readonly tone: string }>> = {
  E: { label: '要改', tone: 'grave' }, W: { label: '请核对', tone: 'amber' }, I: { label: '提醒', tone: 'teal' }
}
export const severityWord = (severity: string): { readonly label: string; readonly tone: string } =>
  Object.hasOwn(words, severity) ? words[severity]! : { label: severity, tone: '' }
