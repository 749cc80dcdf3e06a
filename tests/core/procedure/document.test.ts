import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { procedureText } from '#core/procedure/document.ts'
import { procedureRules, transitions } from '#core/procedure/index.ts'

it('docs/procedure.md says what the table and the rules say; run with -u to rewrite it', async () => {
  await expect(procedureText()).toMatchFileSnapshot(resolve(import.meta.dirname, '../../../docs/procedure.md'))
})

it('the document names every row and every rule', () => {
  const text = procedureText()
  for (const { id, step } of transitions) if (step !== 'green') expect(text).toContain(`| ${id} |`)
  for (const rule of Object.keys(procedureRules)) expect(text).toContain(`| ${rule} |`)
})
