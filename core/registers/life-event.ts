/**
 * 人口变动: a birth, a marriage, a household that divides, as it was registered. The roster itself is changed in
 * the same step and names this record as its origin; here stands what no field of a person can say: the day of
 * the event, the certificate, where to, and which other household it touched.
 */
import { code, date, defineRegister, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

export const lifeEvent = defineRegister({
  name: 'lifeEvent',
  title: '人口变动',
  household: 'household',
  identity: ['kind', 'on', 'people'],
  fields: {
    ...section('变动', {
      household: link('所属农户', 'household'),
      other: link('另一户', 'household'),
      kind: code('变动类型', 'lifeKind', { headings: ['变动种类'] }),
      on: date('变动日期', { headings: ['变动时间'] }),
      title: text('变动情况'),
      people: text('变动人员'),
      place: text('去向或来处', { headings: ['去向', '来处'] }),
      proof: text('凭证号', { sensitivity: 'sensitive', headings: ['证明编号'] })
    }),
    ...recordFields
  }
})
