import { describe, expect, it } from 'vitest'
import { optionNumber } from '../../src/components/visit/option-keys.ts'
import { pathOf, SIGNATURE_LIMIT } from '../../src/components/visit/signature-path.ts'
import { makeDraftSaver } from '../../src/stores/visit-draft.ts'
import { actionOf } from '../../src/views/visit/visit-keys.ts'
import type { Draft } from '../../src/db/book.ts'

describe('keys', () => {
  it.each([
    ['Enter takes the answer', { key: 'Enter' }, true, 'take'],
    ['Shift+Enter goes back', { key: 'Enter', shiftKey: true }, true, 'previous'],
    ['Ctrl+Enter finishes', { key: 'Enter', ctrlKey: true }, true, 'finish'],
    ['Alt+Enter is a new line', { key: 'Enter', altKey: true }, true, 'newline'],
    ['U: Enter of the input method is none of ours', { key: 'Enter', isComposing: true }, true, null],
    ['U: Enter with key code 229 neither', { key: 'Enter', keyCode: 229 }, true, null],
    ['U: Ctrl+Enter while composing neither', { key: 'Enter', ctrlKey: true, isComposing: true }, true, null],
    ['0 outside a text says nothing has changed', { key: '0' }, false, 'unchanged'],
    ['0 in a text is a digit', { key: '0' }, true, null],
    ['Alt+0 says so everywhere', { key: '0', altKey: true }, true, 'unchanged'],
    ['Alt+A says so of the whole house', { key: 'a', altKey: true }, true, 'all-unchanged'],
    ['Ctrl+0 is zoom and says nothing', { key: '0', ctrlKey: true }, false, null],
    ['PageDown is the next section', { key: 'PageDown' }, true, 'section-after'],
    ['PageUp is the one before', { key: 'PageUp' }, false, 'section-before'],
    ['Esc leaves', { key: 'Escape' }, true, 'leave'],
    ['Insert is a new member', { key: 'Insert' }, false, 'new-member'],
    ['Alt+X opens what is still open about the family', { key: 'x', altKey: true }, true, 'clues'],
    ['Ctrl+X cuts and opens nothing', { key: 'x', ctrlKey: true }, true, null],
    ['x in a text is a letter', { key: 'x' }, true, null],
    ['a letter is a letter', { key: 'a' }, false, null]
  ])('%s', (_, press, typing, action) => {
    expect(actionOf(press, typing)).toBe(action)
  })

  it.each([
    ['a digit alone', 3, 0, 11, 3],
    ['1 then 1 of eleven', 1, 1, 11, 11],
    ['1 then 2 of eleven is 2', 2, 1, 11, 2],
    ['1 then 0 of eleven', 0, 1, 11, 10],
    ['1 then 0 of nine is no option', 0, 1, 9, 0],
    ['2 then 5 of twenty-five', 5, 2, 25, 25],
    ['2 then 6 of twenty-five is 6', 6, 2, 25, 6],
    ['4 of three is no option', 4, 0, 3, 0]
  ])('%s chooses the option', (_, digit, before, count, number) => {
    expect(optionNumber(digit, before, count)).toBe(number)
  })
})

describe('a signature', () => {
  it('keeps first and last point of every stroke and drops what lies too near', () => {
    expect(pathOf([[{ x: 0, y: 0 }, { x: 0.5, y: 0 }, { x: 1, y: 0 }], [{ x: 5, y: 5 }]])).toBe('M0 0L1 0M5 5L5 5')
    expect(pathOf([])).toBe('')
  })

  it('never outgrows a record, however long somebody scribbles', () => {
    const scribble = Array.from({ length: 60 }, (_, row) => Array.from({ length: 2000 }, (_, at) => ({ x: (at * 7) % 460, y: (at * 13 + row) % 150 })))
    const path = pathOf(scribble)
    expect(path.length).toBeLessThanOrEqual(SIGNATURE_LIMIT)
    expect(path.match(/M/g)).toHaveLength(60)
    const dots = Array.from({ length: 9000 }, (_, at) => [{ x: at % 460, y: at % 150 }])
    expect(pathOf(dots).length).toBeLessThanOrEqual(SIGNATURE_LIMIT)
  })
})

describe('the draft', () => {
  const draft = (raw: string): Draft => ({ visit: 'v', household: 'h', section: 's', question: 'q', raw })

  it('written last stands last, however slow the disk was with the one before', async () => {
    const kept: (string | undefined)[] = []
    let open = (): void => undefined
    const slow = new Promise<void>(resolve => { open = resolve })
    const saver = makeDraftSaver(async given => {
      if (kept.length === 0) await slow
      kept.push(given?.raw)
    }, () => undefined)
    const all = [saver.now(draft('1')), saver.now(draft('2')), saver.now(draft('3'))]
    open()
    await Promise.all(all)
    expect(kept.at(-1)).toBe('3')
  })

  it('cleared at the end is not brought back by typing of before', async () => {
    const kept: (string | undefined)[] = []
    const saver = makeDraftSaver(async given => void kept.push(given?.raw), () => undefined)
    saver.soon(draft('half a wor'))
    await saver.clear()
    await new Promise(resolve => setTimeout(resolve, 450))
    expect(kept).toEqual([undefined])
  })
})
