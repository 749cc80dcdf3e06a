import { describe, expect, it } from 'vitest'
import { birthDateOf, checkDigit, disabilityOf, from15Digits, idNumberProblem, sexOf } from '#core/registers/id-number.ts'

const with18 = (first17: string) => first17 + checkDigit(first17)

describe('an identity number', () => {
  it.each([
    ['a right one', '530521195510182955', null],
    ['a right one that ends in X', '53052119781019720X', null],
    ['the last digit is off by one', '530521195510182956', 'checksum'],
    ['two neighbours are swapped', '530521195510189255', 'checksum'],
    ['17 characters', '53052119551018295', 'length'],
    ['19 characters', '5305211955101829550', 'length'],
    ['21 characters', '530521195510182955431', 'length'],
    ['a disability certificate', '53052119551018295543', null],
    ['a reissued one', '5305211955101829554301', null],
    ['a certificate whose first 18 fail', '53052119551018295643', 'checksum'],
    ['a letter inside', '5305211955A0182955', 'characters'],
    ['small x', '53052119781019720x', 'characters'],
    ['a day that never was', with18('53052119550230295'), 'birth-date'],
    ['month 13', with18('53052119551318295'), 'birth-date'],
    ['Excel took the last three digits', '530521195510182000', 'digits-lost'],
    ['no card yet', '999999195510182950', null]
  ])('%s', (_, id, problem) => expect(idNumberProblem(id)).toBe(problem))

  it('a number that truly ends in 000 is not taken for a lost one', () => {
    const right = Array.from({ length: 2000 }, (_, at) => with18(`530521${1950 + (at % 60)}0${1 + (at % 9)}1${at % 10}000`.slice(0, 17))).filter(id => id.endsWith('000'))
    expect(right.length).toBeGreaterThan(0)
    expect(right.map(idNumberProblem).filter(problem => problem === 'digits-lost')).toEqual([])
  })

  it('tells birth date, sex and disability', () => {
    expect(birthDateOf('530521195510182955')).toBe('1955-10-18')
    expect(sexOf('530521195510182955')).toBe('1')
    expect(sexOf('530521195501086144')).toBe('2')
    expect(disabilityOf('53052119551018295543')).toEqual({ type: '4', level: '3' })
    expect(disabilityOf('530521195510182955')).toBeUndefined()
  })

  it('a card of 15 digits becomes the 18 it was replaced by', () => {
    expect(from15Digits('530521551018295')).toBe('530521195510182955')
    expect(from15Digits('53052155101829')).toBeUndefined()
  })
})
