import { describe, expect, it } from 'vitest'
import { openLine, partName, wholeName } from '#core/notice/index.ts'
import { household } from '#core/registers/index.ts'

const SECRETS = ['530521198611220015', '13987500001', '6223200012345678', '尿毒症'] as const

describe('a line for the village board', () => {
  it.each([['段丽华', '段*华'], ['李明', '李*'], ['王', '王'], ['', ''], ['欧阳光明', '欧**明'], ['阿卜杜拉·买买提', '阿******提']])('%s is %s', (name, part) => { expect(partName(name)).toBe(part) })
  it.each([['李光明530521198611220015', '李光明'], ['李光明（尿毒症）', '李光明'], ['李 光 明', '李光明'], ['１３９８７５００００１', ''], ['李光明 13987500001', '李光明']])('%s gets out as %s', (typed, name) => { expect(wholeName(typed)).toBe(name) })
  it.each([true, false])('nothing of what is planted in every field gets out (whole name: %s)', whole => {
    for (const secret of SECRETS) {
      const planted = Object.fromEntries(Object.keys(household.fields).map(field => [field, secret]))
      const line = openLine({ household: planted, headName: `李光明${secret}`, people: 3, category: secret, measures: [secret], result: '通过', whole })
      expect(JSON.stringify(line)).not.toContain(secret.slice(0, 6))
      expect(JSON.stringify(line)).not.toMatch(/\d{4,}/u)
    }
  })
  it('says group, name, people, category and kinds of help, each kind once', () => {
    expect(openLine({ household: { villagerGroup: '3组' }, headName: '段丽华', people: 4, category: '1', measures: ['02', '02', 'xx'], result: '通过', whole: false })).toMatchObject({ group: '3组', name: '段*华', people: 4, category: '脱贫不稳定户', result: '通过' })
  })
})
