import { bornFor, idNo, monitored, son } from '../household.ts'
import type { Row } from '../household.ts'

export const insuranceRows: readonly Row[] = [
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
