/** What most tests of the window start from: a fake host and book behind fresh stores. */
import { createPinia, setActivePinia } from 'pinia'
import { providePorts } from '../../src/stores/ports.ts'
import { useSession } from '../../src/stores/session.ts'
import { FakeBook, type FakeOptions } from './fake-book.ts'
import { fakeHost, type FakeHostOptions } from './fake-host.ts'

export const PIN = '246813'

export function setting(options: FakeOptions = {}, hostOptions: FakeHostOptions = {}): { book: FakeBook; host: ReturnType<typeof fakeHost> } {
  localStorage.clear()
  setActivePinia(createPinia())
  const book = new FakeBook({ households: 40, ...options })
  const host = fakeHost({ vault: { state: 'locked' }, enrolled: true, ...hostOptions })
  providePorts({ host, openBook: () => book.client() })
  return { book, host }
}

export async function unlocked(options: FakeOptions = {}, hostOptions: FakeHostOptions = {}): Promise<ReturnType<typeof setting>> {
  const made = setting(options, hostOptions)
  const session = useSession()
  await session.start()
  await session.unlock(PIN)
  return made
}
