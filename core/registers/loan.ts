/** 小额信贷: one contract. Days overdue are worked out from what is due and left, never typed. */
import { amount, code, date, decimal, defineRegister, flag, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const sensitive = { sensitivity: 'sensitive' } as const
const money = { ...sensitive, unit: '元' } as const

export const loan = defineRegister({
  name: 'loan',
  title: '小额信贷',
  household: 'household',
  identity: ['contractNo', 'from'],
  fields: {
    ...section('借款', {
      household: link('所属农户', 'household'),
      borrower: link('借款人', 'person', { headings: ['借款人姓名', '贷款人'] }),
      kind: code('贷款类型', 'loanType', { source: 'S4', headings: ['贷款种类'] }),
      bank: text('放款银行', { ...sensitive, headings: ['银行', '贷款银行', '承贷银行'] }),
      contractNo: text('合同号', { ...sensitive, headings: ['借款合同号', '合同编号'] }),
      amount: amount('贷款金额', { ...money, source: 'W35', headings: ['金额', '放款金额', '贷款金额(元)'] }),
      from: date('发放日', { headings: ['放款日期', '发放日期', '贷款日期', '借款日期'] }),
      dueOn: date('到期日', { headings: ['到期日期', '贷款到期日'] }),
      rate: decimal('年利率', { unit: '%', digits: 3, headings: ['利率', '利率(%)', '年利率(%)'] }),
      subsidy: amount('贴息金额', { ...money, headings: ['贴息'] }),
      purpose: text('贷款用途', { headings: ['用途'] })
    }),
    ...section('还款', {
      balance: amount('贷款余额', { ...money, headings: ['余额'] }),
      status: code('还款状态', 'repayStatus', { ...sensitive, headings: ['还款情况'] }),
      repaidOn: date('还清日期', { headings: ['结清日期'] }),
      renewal: code('展期/续贷', 'loanRenewal', { headings: ['展期续贷', '是否展期/续贷'] }),
      renewedTo: date('展期/续贷到期日'),
      purposeCheckedOn: date('用途核查日期', { headings: ['用途核查时间'] }),
      purposeSound: flag('用途是否合规', { source: 'W35' }),
      checkedBy: text('核查人')
    }),
    ...recordFields
  }
})
