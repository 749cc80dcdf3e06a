/** What a thief with the laptop's disk, and a stranger at its keyboard, get. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { HEADINGS, line, roster } from '../workbook/make-files.ts'
import { chooseWorkbook, enrolAndLoad, goTo, openHousehold, openLedger, saveAs, syncNow, unlock } from './actions.ts'
import { readRows } from './database-rows.ts'
import { filesUnder, sightings } from './profile-scan.ts'
import { openTown, type Town } from './town.ts'
import { answer, moveTo, startVisit, type } from './visit.ts'

let town: Town
test.beforeAll(async () => { town = await openTown({ practice: true }) })
test.afterAll(() => town.close())

const PLANTED = { phone: '13987654321', need: '植入的需求文字甲乙丙', half: '植入的半句话丁戊己', name: '寸寿子', head: '寸杰', idNo: '530521200906190912', company: '松江电子厂',
  newcomer: '植入的新成员庚辛', excuse: '植入的理由壬癸', typedAddress: '植入的住址子丑' }

test('K-10: after a whole session no planted name, ID, phone, need or half sentence is in any byte of the profile', async () => {
  const laptop = await town.laptop('thief')
  const { page } = laptop.desk
  await enrolAndLoad(page, { address: laptop.road.url, code: await town.code() })
  await page.getByTestId('wizard-finish').first().click({ timeout: 60_000 })
  await openHousehold(page, PLANTED.head)
  await startVisit(page)
  await answer(page, { section: 'members', field: 'phone', raw: PLANTED.phone })
  await answer(page, { section: 'needs', field: 'needs', raw: PLANTED.need })
  await moveTo(page, 'needs', 'needs')
  await type(page, 'needs', PLANTED.half)
  await page.waitForTimeout(1500)
  // Every kind of input is left half typed for a moment, as long as Chromium takes to write its session file.
  await page.keyboard.press('Insert')
  await page.keyboard.type(PLANTED.newcomer)
  await page.waitForTimeout(1500)
  await page.getByTestId('visit-section-signature').click()
  await page.keyboard.press('3')
  await page.getByTestId('visit-sign-reason').fill(PLANTED.excuse)
  await page.waitForTimeout(1500)
  await page.keyboard.press('Escape')
  await page.getByTestId('tab-fields').click()
  await page.getByRole('button', { name: /^家庭住址/ }).first().press('F2')
  await page.getByTestId('field-editor').locator('input, textarea').first().fill(PLANTED.typedAddress)
  await page.waitForTimeout(1500)
  await page.keyboard.press('Escape')
  await page.getByTestId('roster-search').fill(PLANTED.name)
  await page.waitForTimeout(1500)
  await syncNow(page)
  await page.keyboard.press('Control+l')
  await page.getByTestId('unlock-pin').waitFor()
  await laptop.desk.close()
  expect(sightings(laptop.userData, Object.values(PLANTED))).toEqual([])
  // The scan itself finds what is there: a word that is certainly in the profile.
  expect(sightings(laptop.userData, ['wrapped']).length).toBeGreaterThan(0)
})

const TYPED = {
  search: '植入的查找子甲', filter: '植入的筛选丑乙', composed: '植入的拼写子亥', pasted: '植入的粘贴寅丙', refused: '植入的月数卯丁', over: '植入的改写辰戊', undone: '植入的撤销巳己', candidate: '植入的候选午庚',
  ended: '植入的作废未辛', purpose: '植入的用途申壬', sample: '植入的样例酉癸', heading: '植入的表头戌子', file: '植入的文件亥丑', reason: '植入的疑点子寅', halfReason: '植入的半个疑点丑卯',
  notice: '植入的公示寅辰', paper: '植入的纸表卯巳', halfPaper: '植入的半张纸辰午', reader: '植入的核对人巳未', life: '植入的变动午申'
}

/** So many changes at once are folded into the pages, and what they wrote over goes to the history. */
const MANY = 450

test('K-10: nor after a day in the ledgers, over workbooks, checks and paper; not in the daily copy, nor left in a temporary file', async () => {
  const temporary = join(town.folder, 'temporary')
  mkdirSync(temporary)
  const laptop = await town.laptop('office', { env: { TMPDIR: temporary } })
  const { desk, desk: { page } } = laptop
  // As long as Chromium takes to write down what stands in a form.
  const rest = (): Promise<void> => page.waitForTimeout(1500)
  const said = page.getByTestId('ledger-said'), keys = page.getByTestId('ledger-keys')
  const cell = (column: string) => page.locator(`[data-testid=ledger-cell][data-column="${column}"]`).first()
  // By keys, in the first line: columns that are out of sight are not drawn.
  const walkTo = async (column: string): Promise<void> => {
    await keys.focus()
    await page.keyboard.press('Control+ArrowUp')
    await page.keyboard.press('Home')
    const here = page.locator('[data-testid=ledger-cell].at')
    for (let steps = 0; steps < 120 && await here.getAttribute('data-column') !== column; steps++) {
      await page.keyboard.press('ArrowRight')
      await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
    }
    await expect(here).toHaveAttribute('data-column', column)
  }
  await enrolAndLoad(page, { address: laptop.road.url, code: await town.code() })
  await page.getByTestId('wizard-finish').first().click({ timeout: 60_000 })

  await test.step('a ledger: looked through, filtered, pasted into, typed over, taken back, a line begun and one voided, a number opened', async () => {
    await openLedger(page, 'L3')
    await page.getByTestId('ledger-search').fill(TYPED.search)
    await rest()
    await page.getByTestId('ledger-search').fill(PLANTED.name)
    await page.getByTestId('ledger-search').press('Enter')
    await page.locator('[data-testid=ledger-filter][data-column="person.name"]').click()
    await page.getByTestId('ledger-filter-contains').fill(TYPED.filter)
    await rest()
    await page.getByTestId('ledger-filter-apply').click()
    await expect(page.getByTestId('ledger-total')).toContainText(/合计\s*0/)
    await rest()
    await page.getByTestId('ledger-clear').click()
    await expect(page.getByTestId('ledger-total')).toContainText(/合计\s*[1-9]/)
    await openLedger(page, 'L0')
    await page.getByTestId('ledger-columns').click()
    await page.locator('[data-testid=ledger-columns-panel] [data-key="person.education"] [data-testid=ledger-column]').click()
    await page.keyboard.press('Escape')
    await walkTo('person.workPlace')
    // Half a word of the input method, before it is in any cell.
    const method = await page.context().newCDPSession(page)
    const compose = (text: string) => method.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
    await compose(TYPED.composed)
    await expect(keys).toHaveValue(TYPED.composed)
    await rest()
    await compose('')
    await expect(keys).toHaveValue('')
    await keys.evaluate((box, words) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', words)
      box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, [`${TYPED.pasted}\t${TYPED.refused}`, ...Array.from({ length: MANY }, (_, i) => `${TYPED.pasted}${i}\t`), ''].join('\r\n'))
    await expect(page.getByTestId('paste-preview')).toContainText(TYPED.refused)
    await rest()
    await page.getByTestId('paste-apply').click()
    await expect(cell('person.workPlace')).toHaveText(TYPED.pasted)
    for (const text of [TYPED.over, TYPED.undone]) {
      await walkTo('person.workPlace')
      await page.keyboard.press('F2')
      await page.getByTestId('ledger-editor').locator('input, textarea').fill(text)
      await rest()
      await page.keyboard.press('Enter')
      await expect(cell('person.workPlace')).toHaveText(text)
    }
    await keys.focus()
    await page.keyboard.press('Control+z')
    await expect(cell('person.workPlace')).toHaveText(TYPED.over)
    await openLedger(page, 'L3.1')
    await page.getByTestId('ledger-add').click()
    await page.getByTestId('ledger-add-search').fill(TYPED.candidate)
    await rest()
    await page.getByTestId('ledger-add-search').fill(PLANTED.name)
    const candidates = page.getByTestId('ledger-add-candidate')
    await expect(candidates.first()).toContainText(PLANTED.head)
    await page.keyboard.press('Enter')
    await expect(candidates.filter({ hasText: PLANTED.name })).toHaveClass(/at/)
    await page.keyboard.press('Enter')
    await expect(candidates).toHaveCount(0)
    await page.getByTestId('ledger-add-save').click()
    await expect(said).toContainText('已存本机')
    await page.getByTestId('ledger-search').fill(PLANTED.name)
    await page.getByTestId('ledger-search').press('Enter')
    await page.getByTestId('ledger-end').click()
    await page.getByTestId('ledger-end-reason').fill(TYPED.ended)
    await rest()
    await page.keyboard.press('Enter')
    await expect(said).toContainText('已作废')
    await openLedger(page, 'L0')
    await page.getByTestId('ledger-search').fill(PLANTED.name)
    await page.getByTestId('ledger-search').press('Enter')
    await walkTo('person.idNo')
    await page.keyboard.press('Enter')
    await page.getByTestId('purpose-choice').filter({ hasText: '其他' }).click()
    await page.getByTestId('purpose-dialog').locator('input').fill(TYPED.purpose)
    await rest()
    await page.keyboard.press('Enter')
    await expect(cell('person.idNo')).toHaveText(PLANTED.idNo)
  })

  await test.step('a clerk’s workbook: its samples on the screen, a column put right by hand, taken in', async () => {
    const path = join(town.folder, `${TYPED.file}.xlsx`)
    writeFileSync(path, roster([line(0, 8, { [TYPED.heading]: TYPED.sample })], [...HEADINGS, TYPED.heading]))
    await goTo(page, 'import')
    await chooseWorkbook(desk, path)
    await page.getByTestId('tab-layout').click()
    const column = page.locator('[data-testid=layout-column][data-letter="L"]')
    await expect(column).toContainText(TYPED.sample)
    await rest()
    await column.locator('.el-select').click()
    await page.keyboard.type('备注')
    await page.getByRole('option', { name: '备注', exact: true }).first().click()
    await expect(column).toContainText('您改的', { timeout: 60_000 })
    await page.getByTestId('import-apply').click()
    await expect(page.getByTestId('import-done')).toBeVisible({ timeout: 120_000 })
  })

  await test.step('checks: a warning explained, another half explained', async () => {
    await goTo(page, 'checks')
    await expect(page.getByTestId('village-findings')).toBeVisible({ timeout: 120_000 })
    await page.locator('[data-testid=check-count][data-key=R183]').click()
    await expect(page.getByTestId('village-finding').first()).toHaveAttribute('data-rule', 'R183')
    for (const text of [TYPED.reason, TYPED.halfReason]) {
      await page.getByTestId('village-findings').focus()
      await page.keyboard.press(text === TYPED.reason ? 'Home' : 'ArrowDown')
      await page.keyboard.press('r')
      await page.getByTestId('reason-input').fill(text)
      await rest()
      await page.keyboard.press(text === TYPED.reason ? 'Enter' : 'Escape')
      await expect(page.getByTestId('village-finding').filter({ hasText: TYPED.reason })).toHaveCount(1)
    }
  })

  await test.step('paper: a notice half filled in, a sheet printed, typed in and half checked', async () => {
    await openHousehold(page, PLANTED.head)
    await page.getByTestId('print-household').click()
    await page.getByTestId('paper-kind-notice').check()
    await page.getByTestId('notice-result').fill(TYPED.notice)
    await rest()
    await page.getByTestId('paper-kind-comparison').check()
    await saveAs(desk, join(town.folder, 'sheet.pdf'))
    await page.getByTestId('paper-pdf').click()
    await expect(page.getByTestId('paper-progress')).toHaveAttribute('data-state', 'saved', { timeout: 120_000 })
    await page.getByTestId('tab-enter').click()
    const code = await page.getByTestId('paper-sheet').filter({ hasText: PLANTED.head }).first().getAttribute('data-code')
    await page.getByTestId('paper-code').fill(code!)
    await page.getByTestId('paper-code').press('Enter')
    const box = page.locator('[data-testid=paper-line][data-field=address]').first()
    await box.locator('input').fill(TYPED.paper)
    await page.keyboard.press('Enter')
    await expect(box.getByTestId('paper-saved')).toContainText(TYPED.paper)
    await box.locator('input').fill(TYPED.halfPaper)
    await rest()
    await box.locator('input').fill('')
    await page.getByTestId('paper-visitor').fill(TYPED.reader)
    await rest()
  })

  await test.step('a life event half typed', async () => {
    await openHousehold(page, PLANTED.head)
    await page.getByTestId('tab-history').click()
    await expect(page.getByTestId('timeline')).toContainText(TYPED.paper)
    await page.getByTestId('life-menu').click()
    await page.getByTestId('life-moveIn').click()
    await page.getByTestId('life-name').fill(TYPED.life)
    await rest()
    await page.keyboard.press('Escape')
  })

  await syncNow(page)
  const words = [...Object.values(TYPED), PLANTED.name, PLANTED.head, PLANTED.idNo]
  await expect.poll(async () => (await readRows(page, 'cunce')).counts['history'], { timeout: 60_000 }).toBeGreaterThan(0)
  const rows = await readRows(page, 'cunce')
  for (const table of ['undo', 'pages', 'meta']) expect(rows.counts[table], table).toBeGreaterThan(0)
  expect(rows.texts.filter(text => /\p{Script=Han}|\d{17}/u.test(text))).toEqual([])
  const kept = await page.evaluate(() => [localStorage, sessionStorage].flatMap(store => Object.entries(store).map(([key, value]) => `${key} ${value}`)))
  expect(kept.join()).toContain('cunce.ledger.')
  expect(kept.filter(text => /\p{Script=Han}|\d{6}/u.test(text))).toEqual([])
  await page.keyboard.press('Control+l')
  await page.getByTestId('unlock-pin').waitFor()
  await desk.close()
  const copies = join(town.folder, 'office-backup')
  expect(filesUnder(copies).length).toBeGreaterThan(0)
  for (const folder of [laptop.userData, copies, temporary]) expect(sightings(folder, words)).toEqual([])
})

test('K-01: wrong PINs are answered with a growing delay that a restart does not shorten', async () => {
  const laptop = await town.laptop('stranger')
  await enrolAndLoad(laptop.desk.page, { address: laptop.road.url, code: await town.code() })
  await laptop.desk.page.getByTestId('wizard-finish').first().click({ timeout: 60_000 })
  await laptop.desk.page.keyboard.press('Control+l')
  for (let attempt = 0; attempt < 4; attempt++) {
    await laptop.desk.page.getByTestId('unlock-pin').fill('000111')
    await laptop.desk.page.getByTestId('unlock-pin').press('Enter')
    await expect(laptop.desk.page.getByTestId('unlock-refused').or(laptop.desk.page.getByTestId('unlock-wait')).first()).toBeVisible()
    await laptop.desk.page.waitForTimeout(300)
  }
  await expect(laptop.desk.page.getByTestId('unlock-wait')).toBeVisible()
  const seconds = async (): Promise<number> => Number(/等 (\d+) 秒/.exec(await laptop.desk.page.getByTestId('unlock-wait').innerText())![1])
  const left = await seconds()
  expect(left).toBeGreaterThan(20)
  await laptop.desk.kill9()
  await laptop.again()
  await expect(laptop.desk.page.getByTestId('unlock-wait')).toBeVisible()
  expect(await seconds()).toBeGreaterThan(left - 20)
  await expect(laptop.desk.page.getByTestId('unlock-wait')).toHaveCount(0, { timeout: 60_000 })
  await unlock(laptop.desk.page)
})
