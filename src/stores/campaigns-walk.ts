/**
 * From door to door in a round: which household of the same group comes next, and how far the group is. Asked of the
 * book each time: another laptop may have been there meanwhile.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { CampaignHousehold, CampaignLine } from '../db/book-visiting.ts'
import { useBook } from './book.ts'
import { useCampaigns } from './campaigns.ts'
import { useVillage } from './village.ts'

export const useCampaignsWalk = defineStore('campaigns-walk', () => {
  const books = useBook()
  const villages = useVillage()
  const line = shallowRef<CampaignLine | null>(null)
  /** Of the group of the household one stands at. */
  const households = shallowRef<readonly CampaignHousehold[]>([])
  const here = shallowRef('')
  let turn = 0

  /** false: this household is visited on its own, no round of the village bears such a title. */
  const on = computed(() => line.value !== null)
  const group = computed(() => households.value[0]?.group ?? '')
  const progress = computed(() => ({ total: households.value.length, done: households.value.filter(({ state }) => state === 'done').length }))
  /** The next nobody has been to, from here to the end of the walk, then from its beginning. */
  const next = computed(() => {
    const at = households.value.findIndex(({ household }) => household === here.value)
    const waiting = (one: CampaignHousehold): boolean => one.household !== here.value && (one.state === 'waiting' || one.state === 'missed')
    return (households.value.slice(at + 1).find(waiting) ?? households.value.slice(0, Math.max(0, at)).find(waiting))?.household ?? null
  })

  async function look(title: unknown, household: string): Promise<void> {
    const mine = ++turn
    here.value = household
    const village = villages.current?.code
    const wanted = typeof title === 'string' ? title.trim() : ''
    const found = wanted === '' || village === undefined ? undefined : (await books.book().campaigns(village)).find(one => one.title === wanted)
    const all = found ? await books.book().campaignHouseholds(found.record.id) : []
    if (mine !== turn) return
    const own = all.find(one => one.household === household)
    line.value = found ?? null
    households.value = own ? all.filter(one => one.group === own.group) : []
    // Coming back, the list shows the round one was out for.
    if (found) useCampaigns().returnTo(found.record.id, household)
  }
  books.onClose(() => {
    turn++
    line.value = null
    households.value = []
    here.value = ''
  })
  return { on, line, group, progress, next, look }
})
