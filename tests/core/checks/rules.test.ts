import { describe, expect, it } from 'vitest'
import { checkOf, checks, rules, villageChecks } from '#core/checks/index.ts'
import { fieldOf, registers } from '#core/registers/index.ts'

/** The rules of the domain by family, written out by hand: a rule that is lost or changes its weight is seen here. */
const expected = {
  E: `R001 R002 R003 R004 R005 R007 R008 R009 R010 R011 R013 R016 R023
      R030 R031 R032 R033 R043 R052 R070 R071 R076 R077
      R090 R091 R095 R096 R101 R103 R120 R121
      R140 R141 R144 R148 R149 R152 R156 R160 R161 R162 R164 R165 R180 R200 R207 R210`,
  W: `R006 R012 R014 R015 R017 R018 R019 R020 R022 R024
      R034 R035 R036 R037 R038 R039 R040 R041 R042 R044
      R050 R051 R053 R054 R055 R056 R057 R059 R060
      R072 R073 R074 R075 R078 R079 R080
      R092 R093 R094 R097 R098 R099 R100 R102 R104 R105 R106 R107 R108 R109
      R122 R123 R124 R125 R126 R127 R128
      R142 R143 R145 R146 R147 R150 R151 R153 R154 R155 R157
      R163 R166 R167 R168 R169
      R181 R182 R183 R184 R185 R186 R187
      R201 R202 R203 R204 R205 R206 R208 R209`,
  I: 'R021 R045 R058 R081 R188'
} as const

const table = Object.entries(expected).flatMap(([severity, ids]) => ids.split(/\s+/u).map(id => [id, severity] as const))

describe('the rules of the domain', () => {
  it.each(table)('%s is there, %s', (id, severity) => expect(checkOf(id)?.severity).toBe(severity))

  it('are these and no others, each once, in the order of their numbers', () => {
    expect(rules.map(({ id }) => id)).toEqual(table.map(([id]) => id).sort())
    for (const list of [checks, villageChecks]) expect(list.map(({ id }) => id)).toEqual([...new Set(list.map(({ id }) => id))].sort())
  })

  it('a rule seen on a household and on the village says the same of itself in both', () => {
    const shared = villageChecks.filter(({ id }) => checks.some(check => check.id === id))
    expect(shared.map(({ id }) => id)).toEqual(['R156', 'R200', 'R207'])
    for (const { id, severity, source, sentence, fields, family } of shared) {
      expect(checks.find(check => check.id === id)).toMatchObject({ severity, source, sentence, fields, family })
    }
  })

  it('each name themselves in Chinese, a source and fields that exist', () => {
    for (const { id, sentence, source, family, fields } of rules) {
      expect([id, sentence]).toEqual([id, expect.stringMatching(/\p{Script=Han}{4}/u)])
      expect([id, family]).toEqual([id, expect.stringMatching(/\p{Script=Han}{2}/u)])
      expect(source).not.toBe('')
      expect(fields.length).toBeGreaterThan(0)
      for (const field of fields) expect([id, field, Object.keys(registers).some(register => fieldOf(register, field) !== undefined)]).toEqual([id, field, true])
    }
  })
})
