/** 住房、饮水、土地和基础设施. */
import { labelOf } from '../registers/codes.ts'
import { blanksText, family, isBlank } from './check.ts'
import type { Check } from './check.ts'
import { numberOf } from './subject.ts'
import type { Subject } from './subject.ts'
import type { SettingName } from './settings.ts'

const { household } = family('住房、饮水、土地')

const land: Readonly<Record<string, readonly [title: string, most: SettingName]>> = {
  arableMu: ['耕地', 'arableMuMax'], forestMu: ['林地', 'forestMuMax'], returnedMu: ['退耕还林', 'returnedMuMax'],
  orchardMu: ['林果', 'orchardMuMax'], pastureMu: ['牧草地', 'pastureMuMax'], waterMu: ['水面', 'waterMuMax']
}
const landFields = Object.keys(land)
const basics = ['dangerHouse', 'safeWater', 'livingPower', 'sanitaryToilet', 'houseAreaM2', 'entryRoadType']

/** The indicators speak only where nobody has concluded: who looked at the well knows more than three figures. */
function waterText({ household: values, setting }: Subject): { readonly text: string, readonly field: string } | undefined {
  if (values['safeWater'] === false) return { text: '没有解决安全饮用水', field: 'safeWater' }
  if (values['waterVerdict'] === '03') return { text: '饮水安全结论是不安全', field: 'waterVerdict' }
  if (values['waterUnsafe'] === true) return { text: '饮水出现安全问题', field: 'waterUnsafe' }
  if (!isBlank(values, 'safeWater') || !isBlank(values, 'waterVerdict')) return undefined
  const [liters, minutes, short] = [numberOf(values, 'litersPerDay'), numberOf(values, 'fetchMinutes'), numberOf(values, 'shortDays')]
  const [enough, near, often] = [setting('waterLitersMin'), setting('fetchMinutesMax'), setting('shortDaysMax')]
  if (liters !== undefined && liters < enough) return { text: `人均日水量${liters}升，不足${enough}升`, field: 'litersPerDay' }
  if (minutes !== undefined && minutes > near) return { text: `单次取水${minutes}分钟，超过${near}分钟`, field: 'fetchMinutes' }
  return short !== undefined && short > often ? { text: `一年断水${short}天，超过${often}天`, field: 'shortDays' } : undefined
}

const asked = '（走访或采集过一次以后才提醒）'

export const housing: readonly Check[] = [
  household({ id: 'R120', severity: 'E', source: 'Gz1_02_001', sentence: '住危房的户应纳入监测', fields: ['dangerHouse', 'monitorCategory'] },
    ({ household: values, open, notOpen }) => values['dangerHouse'] === true && !open ? `住危房，本户${notOpen}` : undefined),
  household({ id: 'R121', severity: 'E', source: 'Gz1_02_002', sentence: '饮水不安全的户应纳入监测', fields: ['safeWater', 'monitorCategory'] },
    subject => {
      const water = subject.open ? undefined : waterText(subject)
      return water && { ...water, text: `${water.text}，本户${subject.notOpen}` }
    }),
  household({ id: 'R122', severity: 'W', source: 'Gz3_02_002…009,5_15_002,5_19', sentence: `危房、饮水、用电、卫生厕所、住房面积、入户路应填写${asked}`, fields: basics },
    ({ household: values, collected }) => collected ? blanksText('household', values, basics) : undefined),
  household({ id: 'R123', severity: 'W', source: 'Gz5_14_001–013', sentence: '耕地、牧草地、水面（默认不超过100亩）和林地、退耕、林果（默认不超过200亩）应在合理范围', fields: landFields },
    ({ household: values, setting }) => {
      const wrong = Object.entries(land).flatMap(([field, [title, name]]) => {
        const mu = numberOf(values, field)
        if (mu === undefined) return []
        const most = setting(name)
        return mu < 0 || mu > most ? [{ field, text: `${title}${mu}亩，应在0至${most}亩` }] : []
      })
      return wrong[0] && { text: wrong.map(({ text }) => text).join('；'), field: wrong[0].field }
    }),
  household({ id: 'R124', severity: 'W', source: 'Gz5_14_015–020', sentence: `土地面积应填写，没有的填0${asked}`, fields: landFields },
    ({ household: values, collected }) => collected ? blanksText('household', values, landFields) : undefined),
  household({ id: 'R125', severity: 'W', source: 'Gz5_14_007/014,3_02_013', sentence: '与村主干路距离过远（默认超过5公里）应核实', fields: ['roadDistanceKm'] },
    ({ household: values, setting }) => {
      const distance = numberOf(values, 'roadDistanceKm')
      if (distance === undefined) return undefined
      const most = setting('roadKmMax')
      return distance < 0 || distance > most ? `与村主干路距离${distance}公里，应在0至${most}公里` : undefined
    }),
  household({ id: 'R128', severity: 'W', source: 'd', sentence: '危房级别应与是否危房户相符，危改后不应仍是C、D级', fields: ['dangerLevel', 'dangerHouse'] },
    ({ household: values, text }) => {
      const grade = text('dangerLevel')
      if (grade === undefined) return undefined
      const bad = grade === 'C' || grade === 'D'
      if (bad && values['dangerHouse'] === false) return `住房是${labelOf('houseGrade', grade)}，是否危房户却是否`
      if (!bad && values['dangerHouse'] === true) return `住房是${labelOf('houseGrade', grade)}，是否危房户却是是`
      const renovated = numberOf(values, 'renovationYear')
      return bad && renovated !== undefined ? `${renovated}年已危改，住房仍是${labelOf('houseGrade', grade)}` : undefined
    })
]
