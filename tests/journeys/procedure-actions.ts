/** What a person does with a case, in their own order: journeys of monitoring are written in these words. */
import { expect, type Page } from '@playwright/test'
import { goTo } from './actions.ts'

/** The day so many days before today, 'YYYY-MM-DD': a case may not be written ahead of the calendar, so a year lies behind. */
export const daysAgo = (days: number): string => new Date(Date.now() + 8 * 3_600_000 - days * 86_400_000).toISOString().slice(0, 10)
/** As it is typed. */
const typed = (day: string): string => day.replaceAll('-', '')

export async function monitorTab(page: Page, tab: string): Promise<void> {
  await goTo(page, 'monitor')
  await page.getByTestId('monitor-page').waitFor()
  await page.getByTestId(`tab-${tab}`).click()
}

export interface Filled {
  readonly on: string
  readonly outcome?: string
  readonly evidence?: readonly string[]
  /** By field of the step: a text is typed, true and false are chosen, '*' takes the first there is to choose. */
  readonly fields?: Readonly<Record<string, string | boolean>>
}

/** Fills in the step that stands open, or chooses it first; it ends stored. */
export async function takeStep(page: Page, step: string, filled: Filled): Promise<void> {
  await fillStep(page, step, filled)
  await expect(page.getByTestId('step-form').getByRole('status').last()).toHaveText('可以办了')
  await page.getByTestId('step-store').click()
  await expect(page.getByTestId('step-stored')).toBeVisible()
}

export async function fillStep(page: Page, step: string, { on, outcome = 'pass', evidence = [], fields = {} }: Filled): Promise<void> {
  await page.getByTestId('case-page').waitFor()
  const choice = page.getByTestId(`step-${step}`)
  if (await choice.count() > 0) await choice.first().click()
  await page.getByTestId('step-form').waitFor()
  await page.getByTestId(`outcome-${outcome}`).click()
  await page.locator('#step-on').fill(typed(on))
  for (const [field, value] of Object.entries(fields)) await answer(page, field, value)
  for (const kind of evidence) await page.getByTestId(`evidence-${kind}`).check()
}

async function answer(page: Page, field: string, value: string | boolean): Promise<void> {
  if (typeof value === 'boolean') return page.getByTestId(`step-${field}-${value ? 'yes' : 'no'}`).check()
  const box = page.locator(`#step-${field}`)
  if (await box.evaluate(element => element instanceof HTMLSelectElement)) await box.selectOption(value === '*' ? { index: 1 } : { label: value })
  else await box.fill(/^\d{4}-\d\d-\d\d$/u.test(value) ? typed(value) : value)
}

/** The only open case of this household, from the list. */
export async function openCase(page: Page, head: string): Promise<void> {
  await monitorTab(page, 'cases')
  await page.getByTestId('cases-open').click()
  await page.getByTestId('cases-search').fill(head)
  // A click opens it: a key after that would belong to whatever has the focus there.
  await page.getByTestId('case-line').filter({ hasText: head }).first().click()
  await page.getByTestId('case-page').waitFor()
}

export interface Start { readonly head: string; readonly kind: 'identification' | 'elimination' | 'relisting'; readonly on: string; readonly channel?: string; readonly category?: string; readonly risks?: readonly string[]; readonly mode?: string }
export async function startCase(page: Page, { head, kind, on, channel, category, risks = [], mode }: Start): Promise<void> {
  await monitorTab(page, 'cases')
  await page.getByTestId('start-procedure').click()
  await page.getByTestId('life-household').fill(head)
  await page.getByTestId('life-household-row').first().click()
  await page.getByTestId(`start-kind-${kind}`).check()
  await page.locator('#start-on').fill(typed(on))
  if (channel) await page.locator('#start-channel').selectOption({ label: channel })
  if (category) await page.locator('#start-category').selectOption({ label: category })
  for (const risk of risks) await page.getByTestId(`start-risk-${risk}`).check()
  if (mode) await page.locator('#start-mode').selectOption({ label: mode })
  await page.getByTestId('start-case').click()
  await page.getByTestId('case-page').waitFor()
}

/** A meeting of eleven where ten came, about the first case that waits for one. */
export async function openMeeting(page: Page, on: string): Promise<void> {
  await monitorTab(page, 'meetings')
  await page.getByTestId('meeting-new').click()
  for (const [box, text] of Object.entries({ on, place: '村委会会议室', chair: '杨支书', recorder: '李文书' })) await page.getByTestId(`meeting-${box}`).fill(text)
  await page.getByTestId('meeting-case').first().check()
  await page.getByTestId('meeting-create').click()
  await page.getByTestId('meeting-page').waitFor()
  await page.getByTestId('attendee-names').fill('张一、张二、张三、张四、张五、张六、张七、张八、张九、张十、张十一')
  await page.getByTestId('attendee-add').click()
  await expect(page.getByTestId('attendee')).toHaveCount(11)
  for (let at = 0; at < 10; at++) {
    await page.getByTestId('attendee').nth(at).focus()
    await page.keyboard.press('Space')
    await expect(page.getByTestId('attendee').nth(at)).toHaveAttribute('aria-checked', 'true')
  }
}

export async function countVotes(page: Page, votes: { readonly agree: string; readonly against: string; readonly abstain: string }): Promise<void> {
  for (const [side, count] of Object.entries(votes)) await page.getByTestId(`vote-${side}`).fill(count)
  await page.getByTestId('vote-store').click()
}

/** Nine for it and one against, written into the procedure. */
export async function decideMeeting(page: Page): Promise<void> {
  await countVotes(page, { agree: '9', against: '1', abstain: '0' })
  await expect(page.getByTestId('meeting-voted')).toContainText('已表决 1/1')
  await page.getByTestId('meeting-enter').click()
  await expect(page.getByTestId('meeting-voted')).toContainText('已记入程序 1')
}
