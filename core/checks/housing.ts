/** 住房、饮水、土地和基础设施. */
import { labelOf } from '../registers/codes.ts'
import { blanksText, family, isBlank } from './check.ts'
import type { Check } from './check.ts'
import { numberOf } from './subject.ts'

const { household } = family('住房、饮水、土地')

const land = { arableMu: ['耕地', 100], forestMu: ['林地', 200], returnedMu: ['退耕还林', 200], orchardMu: ['林果', 200], pastureMu: ['牧草地', 100], waterMu: ['水面', 100] } as const
const landFields = Object.keys(land) as (keyof typeof land)[]
const basics = ['dangerHouse', 'safeWater', 'livingPower', 'sanitaryToilet', 'houseAreaM2', 'entryRoadType']

export const housing: readonly Check[] = [
  household({ id: 'R120', severity: 'E', source: 'Gz1_02_001', sentence: '住危房的户应纳入监测', fields: ['dangerHouse', 'monitorCategory'] },
    ({ household: values, open, notOpen }) => values['dangerHouse'] === true && !open ? `住危房，本户${notOpen}` : undefined),
  household({ id: 'R121', severity: 'E', source: 'Gz1_02_002', sentence: '饮水不安全的户应纳入监测', fields: ['safeWater', 'monitorCategory'] },
    ({ household: values, open, notOpen }) => {
      if (open) return undefined
      if (values['safeWater'] === false) return `没有解决安全饮用水，本户${notOpen}`
      if (values['waterVerdict'] === '03') return { text: `饮水安全结论是不安全，本户${notOpen}`, field: 'waterVerdict' }
      return values['waterUnsafe'] === true ? { text: `饮水出现安全问题，本户${notOpen}`, field: 'waterUnsafe' } : undefined
    }),
  household({ id: 'R122', severity: 'W', source: 'Gz3_02_002…009,5_15_002,5_19', sentence: '危房、饮水、用电、卫生厕所、住房面积、入户路应填写', fields: basics },
    ({ household: values }) => blanksText('household', values, basics)),
  household({ id: 'R123', severity: 'W', source: 'Gz5_14_001–013', sentence: '耕地、牧草地、水面应在0至100亩，林地、退耕、林果应在0至200亩', fields: landFields },
    ({ household: values }) => {
      const wrong = landFields.filter(field => { const mu = numberOf(values, field); return mu !== undefined && (mu < 0 || mu > land[field][1]) })
      return wrong[0] ? { text: wrong.map(field => `${land[field][0]}${String(values[field])}亩，应在0至${land[field][1]}亩`).join('；'), field: wrong[0] } : undefined
    }),
  household({ id: 'R124', severity: 'W', source: 'Gz5_14_015–020', sentence: '土地面积应填写，没有的填0', fields: landFields },
    ({ household: values }) => blanksText('household', values, landFields)),
  household({ id: 'R125', severity: 'W', source: 'Gz5_14_007/014,3_02_013', sentence: '与村主干路距离超过5公里应核实', fields: ['roadDistanceKm'] },
    ({ household: values }) => {
      const distance = numberOf(values, 'roadDistanceKm')
      return distance !== undefined && (distance < 0 || distance > 5) ? `与村主干路距离${distance}公里，应在0至5公里` : undefined
    }),
  household({ id: 'R128', severity: 'W', source: 'd', sentence: '危房级别应与是否危房户相符，危改后不应仍是C、D级', fields: ['dangerLevel', 'dangerHouse'] },
    ({ household: values, text }) => {
      const grade = text('dangerLevel')
      if (grade === undefined) return undefined
      const bad = grade === 'C' || grade === 'D'
      if (bad && values['dangerHouse'] === false) return `住房是${labelOf('houseGrade', grade)}，是否危房户却是否`
      if (!bad && values['dangerHouse'] === true) return `住房是${labelOf('houseGrade', grade)}，是否危房户却是是`
      return bad && !isBlank(values, 'renovationYear') ? `${String(values['renovationYear'])}年已危改，住房仍是${labelOf('houseGrade', grade)}` : undefined
    })
]
