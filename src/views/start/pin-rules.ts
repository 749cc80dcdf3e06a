/** What makes a PIN or a passphrase too easy, said while it is typed. The host has the last word. */
export interface PinRule { readonly text: string; readonly met: boolean }

const runs = (pin: string): boolean => {
  const steps = [...pin].slice(1).map((digit, i) => Number(digit) - Number(pin[i]))
  return steps.every(step => step === 1) || steps.every(step => step === -1)
}
const repeats = (pin: string): boolean => new Set(pin).size <= 2 || /^(\d{1,3})\1+$/.test(pin)

export function pinRules(pin: string, keyStore: 'os' | 'none'): readonly PinRule[] {
  if (keyStore === 'none') {
    return [
      { text: '至少 12 个字符', met: [...pin].length >= 12 },
      { text: '至少 5 种不同的字符', met: new Set(pin).size >= 5 }
    ]
  }
  return [
    { text: '至少 6 位', met: [...pin].length >= 6 },
    { text: '不连号（123456）', met: pin.length >= 6 && !runs(pin) },
    { text: '不重复（111111、121212）', met: pin.length >= 6 && !repeats(pin) }
  ]
}
