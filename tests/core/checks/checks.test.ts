import { describe, expect, it } from 'vitest'
import { checks, checkHousehold, checkOf } from '#core/checks/index.ts'
import { fieldOf } from '#core/registers/index.ts'
import { bornFor, contextOf, eliminated, findingsOf, head, idNo, monitored, pupil, son, wife } from './household.ts'
import type { Changes } from './household.ts'

/** rule, what is the case, what differs from the faultless household, whether the rule speaks */
type Row = readonly [string, string, Changes, boolean]

const wrongDigit = idNo('1980-05-01', 11).slice(0, 17) + '0'
const certificate = `${idNo('1980-05-01', 11)}43`
const schoolBoy = (onFirstSeptember: number, oneDayShort: boolean, values = {}) =>
  son(`${2026 - onFirstSeptember}-09-0${oneDayShort ? 2 : 1}`, { education: '02', schoolStage: null, labour: '05', penResident: false, ...values })

const identity: readonly Row[] = [
  ['R002', '17 characters', { head: { idNo: '53052119800501011' } }, true],
  ['R002', '18 characters', {}, false],
  ['R002', '20 characters', { head: { idNo: certificate } }, false],
  ['R002', '21 characters', { head: { idNo: `${certificate}0` } }, true],
  ['R002', '22 characters', { head: { idNo: `${certificate}01` } }, false],
  ['R002', 'no number is R006, not this', { head: { idNo: null } }, false],
  ['R003', 'a wrong check digit', { head: { idNo: wrongDigit } }, true],
  ['R003', 'a right one', {}, false],
  ['R003', 'the last three digits lost to Excel', { head: { idNo: `${idNo('1980-05-01', 11).slice(0, 15)}000` } }, true],
  ['R003', 'somebody who has left', { wife: { idNo: wrongDigit, endedOn: '2026-01-01', endReason: '01' } }, false],
  ['R004', 'a certificate of a wrong number', { head: { idNo: `${wrongDigit}43` } }, true],
  ['R004', 'a certificate of a right one', { head: { idNo: certificate } }, false],
  ['R005', 'born tomorrow', { more: [son('2026-11-23', { idNo: null })] }, true],
  ['R005', 'born today', { more: [son('2026-11-22', { idNo: null })] }, false],
  ['R005', 'born in 1899', { head: { birthDate: '1899-12-31', idNo: null } }, true],
  ['R005', 'born in 1900', { head: { birthDate: '1900-01-01', idNo: null } }, false],
  ['R005', 'the number holds a 30 February', { head: { idNo: idNo('1980-02-30', 11) } }, true],
  ['R006', 'no number', { head: { idNo: null } }, true],
  ['R006', 'a number that says there is none', { head: { idNo: '999999198005010110' } }, true],
  ['R006', 'a number', {}, false],
  ['R007', 'one day beside the number', { head: { birthDate: '1980-05-02' } }, true],
  ['R007', 'not filled', { head: { birthDate: null } }, false],
  ['R008', 'a man with a woman\'s number', { head: { idNo: idNo('1980-05-01', 12) } }, true],
  ['R008', 'a man with a man\'s number', {}, false],
  ['R009', 'no relation', { wife: { relation: null } }, true],
  ['R009', 'a relation no table knows', { wife: { relation: 'ZZ' } }, true],
  ['R009', 'a daughter-in-law', { wife: { relation: '38' } }, false],
  ['R010', 'no head', { head: { relation: '20' } }, true],
  ['R010', 'the head has left', { head: { endedOn: '2026-01-01', endReason: '01' } }, true],
  ['R010', 'the head leaves tomorrow', { head: { endedOn: '2026-11-23', endReason: '01' } }, false],
  ['R010', 'everybody has left: the household is closed', { members: [{ ...head, endedOn: '2026-01-01', endReason: '01' }] }, false],
  ['R010', 'nobody was ever there', { members: [] }, true],
  ['R011', 'two heads', { wife: { relation: '02' } }, true],
  ['R011', 'two heads, one has left', { wife: { relation: '02', endedOn: '2026-01-01', endReason: '02' } }, false],
  ['R012', 'two spouses', { more: [{ ...wife, name: '王芳' }] }, true],
  ['R012', 'a spouse and a 妻', { more: [{ ...wife, name: '王芳', relation: '12' }] }, true],
  ['R012', 'one', {}, false],
  ['R013', 'head and spouse both men', { wife: { sex: '1' } }, true],
  ['R013', 'the spouse\'s sex is not known', { wife: { sex: null } }, false],
  ['R014', 'a daughter who is a man', { wife: { relation: '30', sex: '1' } }, true],
  ['R014', 'a father who is a woman', { wife: { relation: '51' } }, true],
  ['R014', 'a 其他 of any sex', { wife: { relation: '97' } }, false],
  ['R015', 'a son 11 years younger', { more: [son('1991-05-01')] }, true],
  ['R015', 'a son 12 years younger', { more: [son('1992-05-01')] }, false],
  ['R015', 'a father 11 years older', { more: [son('1969-05-01', { relation: '51' })] }, true],
  ['R015', 'a father 12 years older', { more: [son('1968-05-01', { relation: '51' })] }, false],
  ['R015', 'a son-in-law of the same age', { more: [son('1980-05-01', { relation: '28' })] }, false],
  ['R017', 'a member of the party one day short of 18', { more: [pupil(bornFor(18, true), '09', { politicalStatus: '01' })] }, true],
  ['R017', 'a member of 18', { more: [pupil(bornFor(18), '09', { politicalStatus: '01' })] }, false],
  ['R017', 'a status no table knows', { head: { politicalStatus: '77' } }, true],
  ['R018', 'no ethnicity', { head: { ethnicity: null } }, true],
  ['R018', 'one', {}, false],
  ['R019', 'no phone', { household: { phone: null } }, true],
  ['R019', 'a landline', { household: { phone: '08758123456' } }, true],
  ['R019', 'a number that begins with 12', { household: { phone: '12800138000' } }, true],
  ['R019', 'a number that begins with 13', {}, false],
  ['R022', 'three said, two there', { household: { memberCount: 3 } }, true],
  ['R022', 'two said, two there', { household: { memberCount: 2 } }, false],
  ['R022', 'three counted in the year, two ever there', { income: { countedMembers: 3 } }, true],
  ['R022', 'three counted, the third left within the year', { more: [son('2000-01-01', { endedOn: '2025-03-01', endReason: '03' })], income: { countedMembers: 3, from: '2024-10' } }, false],
  ['R022', 'three counted, the third left before it', { more: [son('2000-01-01', { endedOn: '2024-09-30', endReason: '03' })], income: { countedMembers: 3, from: '2024-10' } }, true],
  ['R023', 'left without a reason', { wife: { endedOn: '2026-01-01' } }, true],
  ['R023', 'a reason without a day', { wife: { endReason: '02' } }, true],
  ['R023', 'both', { wife: { endedOn: '2026-01-01', endReason: '02' } }, false]
]

const education: readonly Row[] = [
  ['R030', 'schooling and school at once', { head: { schoolStage: '20' } }, true],
  ['R030', 'schooling only', {}, false],
  ['R031', 'none of the three', { head: { education: null } }, true],
  ['R031', 'only the reason for dropping out', { head: { education: null, dropoutReason: '03' } }, false],
  ['R032', 'six on 1 September, no school, no reason', { more: [schoolBoy(6, false)] }, true],
  ['R032', 'a day short of six', { more: [schoolBoy(6, true)] }, false],
  ['R032', 'fifteen on 1 September', { more: [schoolBoy(15, false)] }, true],
  ['R032', 'sixteen on 1 September', { more: [schoolBoy(16, false)] }, false],
  ['R032', 'a day short of sixteen', { more: [schoolBoy(16, true)] }, true],
  ['R032', 'with a reason', { more: [schoolBoy(10, false, { dropoutReason: '01' })] }, false],
  ['R032', 'at school', { more: [schoolBoy(10, false, { education: null, schoolStage: '03' })] }, false],
  ['R032', 'still in kindergarten at six', { more: [schoolBoy(6, false, { education: null, schoolStage: '02' })] }, true],
  ['R033', 'out of school with a reason, not monitored', { more: [schoolBoy(10, false, { dropoutReason: '01' })] }, true],
  ['R033', 'the household is monitored', { household: monitored, more: [schoolBoy(10, false, { dropoutReason: '01' })] }, false],
  ['R033', 'its risk is said to be over', { household: eliminated, more: [schoolBoy(10, false, { dropoutReason: '01' })] }, true],
  ['R034', 'primary school a day before six', { more: [pupil(bornFor(6, true), '03')] }, true],
  ['R034', 'at six', { more: [pupil(bornFor(6), '03')] }, false],
  ['R034', 'at fourteen', { more: [pupil(bornFor(15, true), '03')] }, false],
  ['R034', 'at fifteen', { more: [pupil(bornFor(15), '03')] }, true],
  ['R035', 'seventh form before twelve', { more: [pupil(bornFor(12, true), '04')] }, true],
  ['R035', 'at twelve', { more: [pupil(bornFor(12), '04')] }, false],
  ['R035', 'ninth form at seventeen', { more: [pupil(bornFor(18, true), '06')] }, false],
  ['R035', 'at eighteen', { more: [pupil(bornFor(18), '06')] }, true],
  ['R036', 'high school before fifteen', { more: [pupil(bornFor(15, true), '07')] }, true],
  ['R036', 'at fifteen', { more: [pupil(bornFor(15), '07')] }, false],
  ['R036', 'vocational school at twenty', { more: [pupil(bornFor(21, true), '12')] }, false],
  ['R036', 'at twenty-one', { more: [pupil(bornFor(21), '12')] }, true],
  ['R037', 'college before eighteen', { more: [pupil(bornFor(18, true), '13')] }, true],
  ['R037', 'at eighteen', { more: [pupil(bornFor(18), '13')] }, false],
  ['R037', 'fifth year at forty', { more: [pupil(bornFor(40), '24', { relation: '97' })] }, false],
  ['R038', 'a master before twenty', { more: [pupil(bornFor(20, true), '25')] }, true],
  ['R038', 'at twenty', { more: [pupil(bornFor(20), '25')] }, false],
  ['R039', 'kindergarten at seven', { more: [pupil(bornFor(7), '02')] }, true],
  ['R039', 'a day before seven', { more: [pupil(bornFor(7, true), '02')] }, false],
  ['R039', 'at seven but ill', { more: [pupil(bornFor(7), '02', { health: ['03'] })] }, false],
  ['R040', 'primary school only at sixteen', { more: [son(bornFor(16), { education: '02' })] }, true],
  ['R040', 'a day before sixteen', { more: [son(bornFor(16, true), { education: '02' })] }, false],
  ['R040', 'at twenty-two', { more: [son(bornFor(23, true), { education: '02' })] }, true],
  ['R040', 'at twenty-three', { more: [son(bornFor(23), { education: '02' })] }, false],
  ['R040', 'junior high at sixteen', { more: [son(bornFor(16), { education: '03' })] }, false],
  ['R041', 'out of school for illness, in good health', { head: { dropoutReason: '01' } }, true],
  ['R041', 'out of school for illness, ill', { head: { dropoutReason: '01', health: ['03'] } }, false],
  ['R041', 'tired of school, in good health', { head: { dropoutReason: '03' } }, false],
  ['R042', 'a drop-out is said, nobody is out of school', { household: { dropout: true } }, true],
  ['R042', 'a drop-out is said and there', { household: { dropout: true }, more: [schoolBoy(10, false)] }, false]
]

const health: readonly Row[] = [
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

const insurance: readonly Row[] = [
  ['R070', 'both', { head: { medEmployee: true } }, true],
  ['R070', 'one', {}, false],
  ['R071', 'neither', { head: { medResident: false } }, true],
  ['R071', 'both blank', { head: { medResident: null, medEmployee: null } }, true],
  ['R071', 'employee only', { head: { medResident: false, medEmployee: true } }, false],
  ['R072', 'a household out of poverty without it', { household: { householdType: '01' }, head: { medCritical: false } }, true],
  ['R072', 'a monitored one, blank', { household: monitored, head: { medCritical: null } }, true],
  ['R072', 'an ordinary one without it', { head: { medCritical: false } }, false],
  ['R073', 'aid without insurance', { head: { medAid: true, medResident: false } }, true],
  ['R073', 'aid with it', { head: { medAid: true } }, false],
  ['R074', 'both blank', { head: { penResident: null } }, true],
  ['R074', 'one answered 否', { head: { penResident: false } }, false],
  ['R074', 'both blank at sixteen', { more: [son(bornFor(16), { penResident: null })] }, true],
  ['R074', 'both blank a day before sixteen', { more: [son(bornFor(16, true), { penResident: null })] }, false],
  ['R074', 'both blank, no age known', { head: { idNo: null, birthDate: null, penResident: null } }, true],
  ['R075', 'pays a day before sixteen', { more: [son(bornFor(16, true), { labour: '05' })] }, true],
  ['R075', 'pays at sixteen', { more: [son(bornFor(16), { labour: '05' })] }, false],
  ['R075', 'draws nothing at sixty', { head: { idNo: idNo(bornFor(60), 11), birthDate: bornFor(60), penDrawing: false } }, true],
  ['R075', 'draws nothing a day before', { head: { idNo: idNo(bornFor(60, true), 11), birthDate: bornFor(60, true), penDrawing: false } }, false],
  ['R079', '特困 at eighteen, healthy', { more: [son(bornFor(18), { tekun: '02' })] }, true],
  ['R079', 'a day before eighteen', { more: [son(bornFor(18, true), { tekun: '02' })] }, false],
  ['R079', 'at sixty', { head: { idNo: idNo(bornFor(60), 11), birthDate: bornFor(60), labour: '03', tekun: '02' } }, false],
  ['R080', '特困 and away', { head: { tekun: '02', workMonths: 3, workPlace: '云南省保山市施甸县' } }, true],
  ['R080', '未享受 and away', { head: { workMonths: 3, workPlace: '云南省保山市施甸县' } }, false]
]

const away = { workMonths: 6, workPlace: '云南省昆明市官渡区' }
const post = { publicPost: ['05'], publicPostMonths: 12 }
const employment: readonly Row[] = [
  ['R090', 'works a day before sixteen', { more: [son(bornFor(16, true), away)] }, true],
  ['R090', 'works at sixteen', { more: [son(bornFor(16), away)] }, false],
  ['R090', 'zero months are no work', { more: [son(bornFor(10), { workMonths: 0 })] }, false],
  ['R093', 'works without labour', { head: { ...away, labour: '05' } }, true],
  ['R093', 'works and is weak', { head: { ...away, labour: '03' } }, true],
  ['R093', 'works and is able', { head: away }, false],
  ['R094', 'works in the third year of high school', { more: [pupil(bornFor(18), '09', away)] }, true],
  ['R094', 'works in the third year of vocational school', { more: [pupil(bornFor(18), '12', away)] }, true],
  ['R094', 'works in college', { more: [pupil(bornFor(18), '13', away)] }, false],
  ['R095', 'to the prefecture only', { head: { ...away, workPlace: '云南省昆明市' } }, true],
  ['R095', 'to the province only', { head: { ...away, workPlace: '广西壮族自治区' } }, true],
  ['R095', 'to the autonomous prefecture only', { head: { ...away, workPlace: '云南省德宏傣族景颇族自治州' } }, true],
  ['R095', 'to a city of an autonomous prefecture', { head: { ...away, workPlace: '云南省德宏傣族景颇族自治州芒市' } }, false],
  ['R095', 'to a county-level city', { head: { ...away, workPlace: '浙江省金华市义乌市' } }, false],
  ['R095', 'to a district', { head: away }, false],
  ['R095', 'to a city that has no counties', { head: { ...away, workPlace: '广东省东莞市' } }, false],
  ['R095', 'abroad', { head: { ...away, workPlace: '缅甸', abroad: true } }, false],
  ['R100', 'a place without months', { head: { workPlace: '云南省保山市施甸县' } }, true],
  ['R100', 'months without a place', { head: { workMonths: 6 } }, true],
  ['R100', 'twelve months', { head: { ...away, workMonths: 12 } }, false],
  ['R100', 'thirteen months', { head: { ...away, workMonths: 13 } }, true],
  ['R100', 'zero months, no place', { head: { workMonths: 0 } }, false],
  ['R101', 'a post a day before sixteen', { more: [son(bornFor(16, true), post)] }, true],
  ['R101', 'a post at sixteen', { more: [son(bornFor(16), post)] }, false],
  ['R102', 'a post at seventy', { head: { ...post, idNo: idNo(bornFor(70), 11), birthDate: bornFor(70) } }, true],
  ['R102', 'a day before', { head: { ...post, idNo: idNo(bornFor(70, true), 11), birthDate: bornFor(70, true) } }, false],
  ['R103', 'a post without months', { head: { publicPost: ['05'] } }, true],
  ['R103', 'a post of zero months', { head: { publicPost: ['05'], publicPostMonths: 0 } }, true],
  ['R103', 'a post of one month', { head: { publicPost: ['05'], publicPostMonths: 1 } }, false],
  ['R103', 'months without a post', { head: { publicPostMonths: 1 } }, true],
  ['R103', 'zero months without a post', { head: { publicPostMonths: 0 } }, false],
  ['R104', 'two posts', { head: { publicPost: ['05', '01'], publicPostMonths: 12 } }, true],
  ['R104', 'one post', { head: post }, false],
  ['R105', 'a post and no labour', { head: { ...post, labour: '04' } }, true],
  ['R105', 'a post and weak labour', { head: { ...post, labour: '03' } }, false]
]

const housing: readonly Row[] = [
  ['R120', 'unsafe house, not monitored', { household: { dangerHouse: true } }, true],
  ['R120', 'unsafe house, monitored', { household: { ...monitored, dangerHouse: true } }, false],
  ['R120', 'unsafe house, risk said to be over', { household: { ...eliminated, dangerHouse: true } }, true],
  ['R120', 'not asked', { household: { dangerHouse: null } }, false],
  ['R121', 'unsafe water, not monitored', { household: { safeWater: false } }, true],
  ['R121', 'works damaged, not monitored', { household: { waterUnsafe: true } }, true],
  ['R121', 'verdict unsafe, not monitored', { household: { waterVerdict: '03' } }, true],
  ['R121', 'verdict nearly safe', { household: { waterVerdict: '02' } }, false],
  ['R121', 'unsafe water, monitored', { household: { ...monitored, safeWater: false } }, false],
  ['R122', 'no house area', { household: { houseAreaM2: null } }, true],
  ['R122', 'an area of zero is an answer', { household: { houseAreaM2: 0 } }, false],
  ['R123', '100 亩 of arable land', { household: { arableMu: 100 } }, false],
  ['R123', '100.01 亩', { household: { arableMu: 100.01 } }, true],
  ['R123', 'less than nothing', { household: { arableMu: -0.01 } }, true],
  ['R123', '200 亩 of forest', { household: { forestMu: 200 } }, false],
  ['R123', '200.01 亩', { household: { forestMu: 200.01 } }, true],
  ['R124', 'no pasture filled', { household: { pastureMu: null } }, true],
  ['R124', 'all filled, with zeros', {}, false],
  ['R125', '5 km', { household: { roadDistanceKm: 5 } }, false],
  ['R125', '5.01 km', { household: { roadDistanceKm: 5.01 } }, true],
  ['R128', 'C and not unsafe', { household: { dangerLevel: 'C' } }, true],
  ['R128', 'C and unsafe', { household: { dangerLevel: 'C', dangerHouse: true } }, false],
  ['R128', 'B and unsafe', { household: { dangerLevel: 'B', dangerHouse: true } }, true],
  ['R128', 'B and safe', { household: { dangerLevel: 'B' } }, false],
  ['R128', 'rebuilt and still D', { household: { dangerLevel: 'D', dangerHouse: true, renovationYear: 2020 } }, true]
]

const exited = { householdType: '01' }
const monitoring: readonly Row[] = [
  ['R140', 'monitored without a risk', { household: { ...monitored, risks: null } }, true],
  ['R140', 'the same risk twice', { household: { ...monitored, risks: ['09', '09'] } }, true],
  ['R140', 'two risks', { household: { ...monitored, risks: ['09', '04'] } }, false],
  ['R140', 'not monitored and no risk', {}, false],
  ['R142', 'disability as the risk, nobody disabled', { household: { ...monitored, risks: ['03'] } }, true],
  ['R142', 'somebody is', { household: { ...monitored, risks: ['03'] }, head: { health: ['04'], disabilityType: '4' } }, false],
  ['R142', 'the one who was has left', { household: { ...monitored, risks: ['03'] }, wife: { health: ['04'], disabilityType: '4', endedOn: '2026-01-01', endReason: '01' } }, true],
  ['R143', 'illness as the risk, nobody ill', { household: { ...monitored, risks: ['01'] } }, true],
  ['R143', 'somebody is', { household: { ...monitored, risks: ['01'] }, head: { health: ['02'] } }, false],
  ['R143', 'somebody is, and paid 0', { household: { ...monitored, risks: ['01'] }, head: { health: ['02'] }, income: { compliantSelfPay: 0 } }, true],
  ['R143', 'somebody is, and paid 1 分', { household: { ...monitored, risks: ['01'] }, head: { health: ['02'] }, income: { compliantSelfPay: 1 } }, false],
  ['R144', '其他 without a note', { household: { ...monitored, risks: ['99'] } }, true],
  ['R144', '其他 with one', { household: { ...monitored, risks: ['99'], riskNote: '债务' } }, false],
  ['R144', 'a disaster of no kind', { household: { ...monitored, risks: ['02'] } }, true],
  ['R144', 'a flood', { household: { ...monitored, risks: ['02'], disasterType: '0201' } }, false],
  ['R145', 'unstable work, nobody away', { household: { ...monitored, risks: ['07'] } }, true],
  ['R145', 'unstable work, nobody able', { household: { ...monitored, risks: ['07'] }, head: { ...away, labour: '05' }, wife: { labour: '05' } }, true],
  ['R145', 'unstable work, one away', { household: { ...monitored, risks: ['07'] }, head: away }, false],
  ['R154', '8,699.99 a head', { household: exited, income: { A1: 1_739_998 } }, true],
  ['R154', '8,700.00 a head', { household: exited, income: { A1: 1_740_000 } }, false],
  ['R154', '8,699.99 and monitored', { household: { ...exited, ...monitored }, income: { A1: 1_739_998 } }, false],
  ['R154', '8,699.99 but never poor', { income: { A1: 1_739_998 } }, false],
  ['R154', 'income not known', { household: exited, income: { A1: null } }, false],
  ['R154', 'a year that has no line', { household: exited, income: { A1: 100, year: 2024 } }, false],
  ['R161', 'over, with an unsafe house', { household: { ...eliminated, dangerHouse: true } }, true],
  ['R161', 'over, somebody uninsured', { household: { ...eliminated, afterUninsuredMember: true } }, true],
  ['R161', 'over, all well', { household: eliminated }, false],
  ['R163', 'five months', { household: { ...eliminated, eliminatedOn: '2025-06' } }, true],
  ['R163', 'six months', { household: { ...eliminated, eliminatedOn: '2025-07' } }, false],
  ['R163', 'over before it began', { household: { ...eliminated, eliminatedOn: '2024-12' } }, true],
  ['R164', 'the next month', { household: { ...eliminated, eliminatedOn: '2025-02' } }, true],
  ['R164', 'the month after', { household: { ...eliminated, eliminatedOn: '2025-03' } }, false],
  ['R164', 'the same month by nature', { household: { ...eliminated, eliminatedOn: '2025-01', eliminationMode: '02' } }, false],
  ['R165', 'helped out, 8,699.99 a head', { household: eliminated, income: { A1: 1_739_998 } }, true],
  ['R165', 'helped out, 8,700.00 a head', { household: eliminated, income: { A1: 1_740_000 } }, false],
  ['R166', 'over, nobody can work', { household: eliminated, head: { labour: '05' }, wife: { labour: '04' } }, true],
  ['R166', 'over, one can', { household: eliminated, head: { labour: '05' } }, false]
]

const exported = { A1: null, wageTotal: 100_000, businessTotal: 200_000, propertyTotal: 0, transferTotal: 0, expenseTotal: 50_000 }
const income: readonly Row[] = [
  ['R180', 'lines that add up to the export', { income: { A1: 100_000, A4: 1, wageTotal: 100_001 } }, false],
  ['R180', 'one 分 more', { income: { A1: 100_000, A4: 2, wageTotal: 100_001 } }, true],
  ['R180', 'net is what is left', { income: { ...exported, netTotal: 250_000 } }, false],
  ['R180', 'net one 分 beside it', { income: { ...exported, netTotal: 250_001 } }, true],
  ['R180', 'per head is right', { income: { ...exported, netTotal: 250_000, perCapitaTotal: 125_000 } }, false],
  ['R180', 'per head is of another number of people', { income: { ...exported, netTotal: 250_000, perCapitaTotal: 83_333 } }, true],
  ['R180', 'per head is one 分 off, by rounding', { income: { ...exported, netTotal: 250_000, perCapitaTotal: 125_001 } }, false],
  ['R180', 'per head is two 分 off', { income: { ...exported, netTotal: 250_000, perCapitaTotal: 125_002 } }, true],
  ['R180', 'the export\'s net is old once a line was asked', { income: { ...exported, wageTotal: null, A1: 5, netTotal: 250_000 } }, false],
  ['R181', 'a line of -0.01', { income: { C5: -1 } }, true],
  ['R181', 'a line of 0', { income: { C5: 0 } }, false],
  ['R181', 'costs one 分 more than they bring', { income: { B1: 100, E1: 101 } }, true],
  ['R181', 'costs as much as they bring', { income: { B1: 100, E1: 100 } }, false],
  ['R182', 'wages of 99.99 at identification', { income: { kind: 'identification', A1: 9_999 } }, true],
  ['R182', 'wages of 100.00', { income: { kind: 'identification', A1: 10_000 } }, false],
  ['R182', 'no wages', { income: { kind: 'identification', A1: 0 } }, false],
  ['R182', '99.99 in a yearly form', { income: { A1: 9_999 } }, false],
  ['R183', '3,999.99 a head', { income: { A1: 799_998 } }, true],
  ['R183', '4,000.00 a head', { income: { A1: 800_000 } }, false],
  ['R184', '低保 of 0 for a household in 低保', { head: { dibao: '02' }, income: { D2: 0 } }, true],
  ['R184', '低保 not asked', { head: { dibao: '02' } }, false],
  ['R184', 'no pension at sixty', { head: { idNo: idNo(bornFor(60), 11), birthDate: bornFor(60) }, income: { D4: 0 } }, true],
  ['R184', 'no pension a day before', { head: { idNo: idNo(bornFor(60, true), 11), birthDate: bornFor(60, true) }, income: { D4: 0 } }, false],
  ['R184', 'a post that pays nothing', { head: post, income: { A2: 0, A3: 0, A4: 0 } }, true],
  ['R186', 'half as much again', { lastIncome: { A1: 1_000_000 }, income: { A1: 1_500_000 } }, false],
  ['R186', 'a little more than that', { lastIncome: { A1: 1_000_000 }, income: { A1: 1_500_002 } }, true],
  ['R186', 'half is gone', { lastIncome: { A1: 1_000_000 }, income: { A1: 500_000 } }, false],
  ['R186', 'more than half is gone', { lastIncome: { A1: 1_000_000 }, income: { A1: 499_998 } }, true],
  ['R186', '10,000.00 a head more on much', { lastIncome: { A1: 10_000_000 }, income: { A1: 12_000_000 } }, false],
  ['R186', '10,000.01 a head more on much', { lastIncome: { A1: 10_000_000 }, income: { A1: 12_000_002 } }, true],
  ['R186', 'no year before', { income: { A1: 12_000_000 } }, false],
  ['R187', 'the year\'s own months', { income: { from: '2024-10', to: '2025-09' } }, false],
  ['R187', 'begins a month early', { income: { from: '2024-09', to: '2025-09' } }, true],
  ['R187', 'ends a month late', { income: { from: '2024-10', to: '2025-10' } }, true],
  ['R188', 'half from transfers', { income: { A1: 100, D2: 100 } }, false],
  ['R188', 'more than half', { income: { A1: 100, D2: 101 } }, true]
]

const rows = [...identity, ...education, ...health, ...insurance, ...employment, ...housing, ...monitoring, ...income]

describe('the checks over one household', () => {
  it('find nothing where nothing is wrong', () => expect(findingsOf({})).toEqual([]))

  it.each(rows)('%s: %s', (id, _, changes, speaks) => expect(findingsOf(changes, id).length).toBe(speaks ? 1 : 0))

  it('each have rows on both sides', () => {
    for (const check of checks) {
      const sides = new Set(rows.filter(([id]) => id === check.id).map(([, , , speaks]) => speaks))
      expect([check.id, sides.size]).toEqual([check.id, 2])
    }
  })

  it('each name a rule in Chinese, its source and fields that exist', () => {
    expect(new Set(checks.map(check => check.id)).size).toBe(checks.length)
    for (const check of checks) {
      expect(check.sentence).toMatch(/\p{Script=Han}{4}/u)
      expect(check.source).not.toBe('')
      for (const field of check.fields) expect(['household', 'person', 'income'].some(register => fieldOf(register, field))).toBe(true)
    }
  })

  it('every finding names the record and a field of its register', () => {
    for (const [, , changes] of rows) {
      for (const finding of findingsOf(changes)) {
        expect(finding.record).toMatch(/^(house-1|income-1|person-\d)$/)
        // A household rule about members, such as two heads, points at their relation.
        expect(fieldOf(finding.register, finding.field) ?? fieldOf('person', finding.field)).toBeDefined()
        expect(finding.severity).toBe(checkOf(finding.id)?.severity)
      }
    }
  })

  it('say the reason with the figures', () => {
    const [poor] = findingsOf({ household: exited, income: { A1: 1_739_998 } }, 'R154')
    expect(poor?.text).toBe('脱贫户人均纯收入8699.99元，低于2025年监测线8700元，本户未纳入监测')
    const [unpublished] = findingsOf({ household: exited, income: { A1: 1_739_998, year: 2026 } }, 'R154')
    expect(unpublished?.text).toContain('2025年监测线8700元（2026年的尚未公布，暂用）')
    expect(findingsOf({ head: { labour: '05' } }, 'R055')[0]?.text).toBe('李建国：46岁、健康、不在校，劳动技能却是无劳动力')
  })

  it('never show an identity number in full', () => {
    const texts = rows.flatMap(([, , changes]) => findingsOf(changes)).map(finding => finding.text)
    expect(texts.length).toBeGreaterThan(100)
    expect(texts.filter(text => /\d{17}/.test(text))).toEqual([])
  })

  it('put what the county would refuse first', () => {
    const order = findingsOf({ household: { phone: null }, head: { labour: '02', idNo: wrongDigit } }).map(finding => finding.severity)
    expect(order).toEqual([...order].sort((left, right) => 'EWI'.indexOf(left) - 'EWI'.indexOf(right)))
    expect(new Set(order)).toEqual(new Set(['E', 'W', 'I']))
  })

  it('stand a household of which nothing is known, and values of a newer version', () => {
    expect(() => checkHousehold({ household: {}, members: [{ id: 'x', values: {} }], income: undefined, standards: [], today: '2026-11-22' })).not.toThrow()
    const strange = { ...contextOf({}), household: { risks: 'odd', dangerHouse: 'yes', arableMu: 'many', monitorCategory: '77' } }
    expect(() => checkHousehold(strange)).not.toThrow()
  })
})
