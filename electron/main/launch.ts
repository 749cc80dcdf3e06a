/** What the command line may and may not ask for. A packaged app refuses switches that open it to others (E-14). */

const REFUSED = /^--(no-sandbox|disable-(setuid-|gpu-)?sandbox|remote-debugging-(port|pipe|address)|inspect(-brk|-port|-publish-uid)?|js-flags|disable-web-security|load-extension|require)(=|$)/i

/** The first forbidden switch, or null. Development may use what it likes. */
export function refusedSwitch(argv: readonly string[], packaged: boolean): string | null {
  if (!packaged) return null
  return argv.find(argument => REFUSED.test(argument))?.split('=')[0] ?? null
}

/** Address and one-time code of the practice county that `npm start` brings along. */
export function practiceOffer(argv: readonly string[]): { readonly address: string; readonly code: string } | null {
  const valueOf = (name: string): string => argv.find(argument => argument.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
  const address = valueOf('--practice-county')
  const code = valueOf('--practice-code')
  return address && code && address.length <= 200 && code.length <= 60 ? { address, code } : null
}
