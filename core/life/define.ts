/**
 * What a life event (人口变动) is: a birth, a marriage, a household that divides. One action, planned as a whole
 * before anything is stored. Nobody is ever deleted: who leaves keeps the record with a day and a reason, and
 * who changes households within the village takes the record along, so that the history stands on both sides.
 */
import type { Values } from '../registers/define.ts'
import type { Result } from '../result.ts'

export const LIFE_KINDS = ['birth', 'death', 'marryIn', 'marryOut', 'moveIn', 'moveOut', 'split', 'merge', 'changeHead', 'newIdCard'] as const
export type LifeKind = (typeof LIFE_KINDS)[number]

/** A record as the plan looks at it. */
export interface LifeRecord {
  readonly register: string
  readonly id: string
  readonly village: string
  readonly values: Values
}

/** A household with all that belongs to it; ended members too. */
export interface House {
  readonly household: LifeRecord
  readonly members: readonly LifeRecord[]
  /** Records of other registers that name this household. */
  readonly others: readonly LifeRecord[]
}

export interface LifeContext {
  readonly house: House
  /** The household a known newcomer comes from, or the one this household is joined to. */
  readonly other: House | null
  /** People of the village who carry the identity number that was typed. */
  readonly holders: readonly { readonly id: string; readonly title: string }[]
  /** 'YYYY-MM-DD' */
  readonly today: string
  readonly newId: () => string
}

/** Stands for the person about to be registered, who has no record yet. */
export const NEWCOMER = 'newcomer'

/** What a person has answered so far; dates and codes as they are stored. */
export interface LifeAnswers {
  readonly on: string
  /** Whom it is about: a member, or somebody known in another household who comes here. */
  readonly person: string
  /** 迁出 and 分户: all who go. */
  readonly people: readonly string[]
  /** Somebody new: fields of a person. */
  readonly newcomer: Values
  /** Who heads the household that goes on: the one left behind, or this one on 户主变更. */
  readonly successor: string
  /** 分户: who heads the new household. */
  readonly head: string
  /** By person: the relation to the head of the household they will be in. */
  readonly relations: Readonly<Record<string, string>>
  readonly reason: string
  /** Where from or where to. */
  readonly place: string
  readonly proof: string
  readonly idNo: string
  readonly note: string
  /** Ends what still runs in the ledgers for those who are gone. */
  readonly endRunning: boolean
}

export const noAnswers: LifeAnswers = {
  on: '', person: '', people: [], newcomer: {}, successor: '', head: '', relations: {}, reason: '', place: '', proof: '', idNo: '', note: '', endRunning: true
}

/** `field`: the answer it is about, for the form. */
export interface Problem { readonly field: string; readonly text: string }

/** A line of a ledger that still runs for somebody who is gone. `fields` null: it has no end of its own, a person must see to it. */
export interface Running { readonly register: string; readonly record: string; readonly text: string; readonly fields: Values | null }

export interface LifeEntry { readonly register: string; readonly record: string; readonly fields: Values }

export interface LifePlan {
  /** For the list of steps, the timeline and the button's sentence. */
  readonly title: string
  /** What will happen, a sentence each. */
  readonly sentences: readonly string[]
  /** To be written as one step. */
  readonly entries: readonly LifeEntry[]
  readonly warnings: readonly string[]
  readonly running: readonly Running[]
  /** The record of the event itself: what every change of the step names as its origin. */
  readonly event: string
}

/** Whom to ask about: who may head a household, and whose relation to its head is wanted. */
export interface Seats {
  /** The household that goes on without its head; null where it keeps it or nobody stays. */
  readonly successors: readonly LifeRecord[] | null
  /** 分户: who may head the new household. */
  readonly heads: readonly LifeRecord[] | null
  readonly relations: readonly {
    readonly person: string
    readonly name: string
    /** Who the relation is to. */
    readonly head: string
    /** What follows from the relations before; '' where it does not. */
    readonly suggested: string
  }[]
}

export type AskName = 'on' | 'person' | 'people' | 'newcomer' | 'household' | 'successor' | 'reason' | 'place' | 'proof' | 'idNo'

/** What an action asks, in the order of the form. */
export interface Ask {
  readonly name: AskName
  readonly label: string
  readonly required: boolean
}

export interface LifeAction {
  readonly kind: LifeKind
  /** In the table lifeKind. */
  readonly code: string
  readonly title: string
  /** When to take this one, in a sentence. */
  readonly hint: string
  readonly asks: readonly Ask[]
  readonly seats: (answers: LifeAnswers, context: LifeContext) => Seats
  readonly plan: (answers: LifeAnswers, context: LifeContext) => Result<LifePlan, readonly Problem[]>
}
