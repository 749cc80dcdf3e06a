/**
 * How a component that hides a value asks for it to be opened. The window gives the way (WorkWindow.vue),
 * because opening is noted with a purpose and a component knows no store. Where nobody gives one, nothing opens.
 */
import { inject, type InjectionKey } from 'vue'
import type { ValuePlace } from '#core/registers/show.ts'

export interface OpenedValues {
  /** Opened on this page, and still to be shown. */
  isOpen(place: ValuePlace): boolean
  /** Asks what for where that is not known yet; false: the person left it closed. */
  open(place: ValuePlace): Promise<boolean>
}

export const OPENED_VALUES: InjectionKey<OpenedValues> = Symbol('opened values')

const closed: OpenedValues = { isOpen: () => false, open: async () => false }

export const useOpenedValues = (): OpenedValues => inject(OPENED_VALUES, closed)
