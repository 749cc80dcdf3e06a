/**
 * How a name may be typed on a keyboard: full pinyin and initials, from the first syllable or from any later
 * one. A family name is read as one (单 shàn, 仇 qiú); a Dai 岩 is also read ài (岩温 Aiwen).
 */
import { pinyin } from 'pinyin-pro'

/** Stands before every form, so that a form is found from its beginning only. */
export const FORM = '|'

function formsOf(syllables: readonly string[]): string {
  let forms = ''
  for (let i = 0; i < syllables.length; i++)
    forms += FORM + syllables.slice(i).join('') + FORM + syllables.slice(i).map(syllable => syllable[0]).join('')
  return forms
}

const kept = new Map<string, string>()

export function pinyinForms(name: string): string {
  const known = kept.get(name)
  if (known !== undefined) return known
  const signs = [...name.replace(/[·•．.\s]/gu, '')]
  const text = signs.join('')
  const syllables = text === '' ? [] : pinyin(text, { toneType: 'none', type: 'array', surname: 'head', v: true, nonZh: 'spaced' }).map(syllable => syllable.toLowerCase())
  let forms = formsOf(syllables.filter(syllable => /^[a-z]/.test(syllable)))
  if (text.includes('岩') && syllables.length === signs.length)
    forms += formsOf(syllables.map((syllable, i) => (signs[i] === '岩' ? 'ai' : syllable)))
  kept.set(name, forms)
  return forms
}

export const pinyinKnown = (name: string): boolean => kept.has(name)
export const forgetPinyin = (): void => kept.clear()
