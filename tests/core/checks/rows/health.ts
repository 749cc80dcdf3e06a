import { bornFor, idNo, pupil, son } from '../household.ts'
import type { Row } from '../household.ts'

const certificate = `${idNo('1980-05-01', 11)}43`

export const healthRows: readonly Row[] = [
  ['R050', 'not filled', { head: { health: null } }, true],
  ['R050', 'healthy and ill', { head: { health: ['01', '02'] } }, true],
  ['R050', 'two illnesses', { head: { health: ['02', '03'] } }, false],
  ['R051', 'disabled without a certificate', { head: { health: ['04'] } }, true],
  ['R051', 'a certificate without 残疾', { head: { idNo: certificate } }, true],
  ['R051', 'a category without 残疾', { head: { disabilityType: '4' } }, true],
  ['R051', 'both', { head: { health: ['04'], idNo: certificate } }, false],
  ['R052', 'labour not filled', { head: { labour: null } }, true],
  ['R052', 'filled', {}, false],
  ['R053', 'a labourer a day before sixteen', { more: [son(bornFor(16, true))] }, true],
  ['R053', 'a labourer born today', { more: [son('2026-11-22')] }, true],
  ['R053', 'at sixteen', { more: [son(bornFor(16))] }, false],
  ['R053', 'not filled before sixteen is R052', { more: [son(bornFor(16, true), { labour: null })] }, false],
  ['R054', 'an ordinary labourer at sixty', { head: { idNo: idNo(bornFor(60), 11), birthDate: bornFor(60) } }, true],
  ['R054', 'a day before sixty', { head: { idNo: idNo(bornFor(60, true), 11), birthDate: bornFor(60, true) } }, false],
  ['R054', 'a weak one at sixty', { head: { idNo: idNo(bornFor(60), 11), birthDate: bornFor(60), labour: '03' } }, false],
  ['R055', 'no labour at sixteen', { more: [son(bornFor(16), { labour: '05' })] }, true],
  ['R055', 'a day before sixteen', { more: [son(bornFor(16, true), { labour: '05' })] }, false],
  ['R055', 'weak at fifty-nine', { head: { idNo: idNo(bornFor(60, true), 11), birthDate: bornFor(60, true), labour: '03' } }, true],
  ['R055', 'weak at sixty', { head: { idNo: idNo(bornFor(60), 11), birthDate: bornFor(60), labour: '03' } }, false],
  ['R055', 'at school', { more: [pupil(bornFor(17), '08')] }, false],
  ['R055', 'ill', { head: { labour: '04', health: ['03'] } }, false],
  ['R055', 'its age is only on the typed birthday', { head: { idNo: null, labour: '04' } }, true],
  ['R056', 'a pupil who is a labourer', { more: [pupil(bornFor(17), '08', { labour: '01' })] }, true],
  ['R056', 'a pupil who is none', { more: [pupil(bornFor(17), '08')] }, false],
  ['R057', 'a limb at level two, ordinary labour', { head: { health: ['04'], disabilityType: '4', disabilityLevel: '2' } }, true],
  ['R057', 'level three', { head: { health: ['04'], disabilityType: '4', disabilityLevel: '3' } }, false],
  ['R057', 'the certificate says level two', { head: { health: ['04'], idNo: `${idNo('1980-05-01', 11)}42` } }, true],
  ['R057', 'an eye at level two', { head: { health: ['04'], disabilityType: '1', disabilityLevel: '2' } }, false],
  ['R058', 'skilled and at home', { head: { labour: '02' } }, true],
  ['R058', 'skilled and away', { head: { labour: '02', workMonths: 6, workPlace: '云南省保山市施甸县' } }, false],
  ['R059', 'no labour and no aid', { head: { labour: '05' }, wife: { labour: '04' } }, true],
  ['R059', 'one can work', { head: { labour: '05' } }, false],
  ['R059', 'one has aid', { head: { labour: '05', dibao: '02' }, wife: { labour: '04' } }, false],
  ['R060', 'no labour, aid, and flagged 否', { household: { wholeNoLabour: false }, head: { labour: '05', dibao: '02' }, wife: { labour: '04' } }, true],
  ['R060', 'flagged 是', { household: { wholeNoLabour: true }, head: { labour: '05', dibao: '02' }, wife: { labour: '04' } }, false],
  ['R060', 'not asked', { head: { labour: '05', dibao: '02' }, wife: { labour: '04' } }, false]
]
