import { bornFor, idNo, pupil, set, son } from '../household.ts'
import type { Row } from '../household.ts'

export const away = { workMonths: 6, workPlace: '云南省昆明市官渡区' }
export const post = { publicPost: ['05'], publicPostMonths: 12 }
export const employmentRows: readonly Row[] = [
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
  ['R102', 'a post at sixty-five, where the county ends it there', { head: { ...post, idNo: idNo(bornFor(65), 11) }, standards: set('publicPostAge', { number: 65 }) }, true],
  ['R103', 'a post without months', { head: { publicPost: ['05'] } }, true],
  ['R103', 'a post of zero months', { head: { publicPost: ['05'], publicPostMonths: 0 } }, true],
  ['R103', 'a post of one month', { head: { publicPost: ['05'], publicPostMonths: 1 } }, false],
  ['R103', 'months without a post', { head: { publicPostMonths: 1 } }, true],
  ['R103', 'zero months without a post', { head: { publicPostMonths: 0 } }, false],
  ['R104', 'two posts', { head: { publicPost: ['05', '01'], publicPostMonths: 12 } }, true],
  ['R104', 'one post', { head: post }, false],
  ['R104', 'two posts, where the county allows two', { head: { publicPost: ['05', '01'], publicPostMonths: 12 }, standards: set('postsAtOnce', { number: 2 }) }, false],
  ['R105', 'a post and no labour', { head: { ...post, labour: '04' } }, true],
  ['R105', 'a post and weak labour', { head: { ...post, labour: '03' } }, false]
]
