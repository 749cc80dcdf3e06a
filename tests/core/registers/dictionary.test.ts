import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { dictionaryText } from '#core/registers/dictionary.ts'
import { registers } from '#core/registers/index.ts'

it('docs/data-dictionary.md says what the registers say; run with -u to rewrite it', async () => {
  await expect(dictionaryText()).toMatchFileSnapshot(resolve(import.meta.dirname, '../../../docs/data-dictionary.md'))
})

it('the dictionary names every field', () => {
  const text = dictionaryText()
  for (const register of Object.values(registers)) for (const name of Object.keys(register.fields)) expect(text).toContain(`\`${name}\``)
})
