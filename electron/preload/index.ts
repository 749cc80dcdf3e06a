/**
 * The only door of the window: `window.cunce`. It passes names of the host table and plain data; no
 * ipcRenderer, no event object ever reaches the page. Types alone come from core: a sandboxed preload is one
 * small file, and the shapes are checked by the host.
 */
import { contextBridge, ipcRenderer } from 'electron'
import type { HostBridge, HostCallName, HostEventName } from '#core/host.ts'

// Written out so that the compiler asks for a name added to the table, without carrying the schemas along.
const CALLS: Readonly<Record<HostCallName, true>> = {
  'app:info': true, 'window:close': true,
  'vault:status': true, 'vault:create': true, 'vault:unlock': true, 'vault:lock': true,
  'journal:append': true, 'journal:state': true, 'journal:read': true, 'journal:confirm': true,
  'draft:save': true, 'draft:read': true,
  'backup:write': true, 'backup:read': true, 'backup:state': true, 'database:discard': true,
  'county:status': true, 'county:enrol': true, 'county:exchange': true, 'county:snapshot': true, 'county:chunk': true,
  'county:reach': true, 'county:stop': true, 'county:certificate': true,
  'package:save': true, 'package:choose': true, 'package:carry': true, 'package:save-answer': true,
  'hub:open': true, 'hub:close': true, 'hub:state': true, 'hub:find': true, 'hub:visit': true, 'hub:exchange': true, 'hub:forward': true,
  'attachment:put': true, 'attachment:read': true, 'attachment:have': true, 'attachment:send': true, 'attachment:fetch': true, 'attachment:progress': true,
  'file:open': true, 'file:save': true,
  'print:pdf': true, 'print:paper': true, 'print:add': true, 'print:finish': true, 'print:cancel': true
}
const EVENTS: Readonly<Record<HostEventName, true>> = { 'host:lock': true, 'host:closing': true }

const has = (table: object, name: unknown): boolean => typeof name === 'string' && Object.hasOwn(table, name)

const bridge = {
  async call(name: HostCallName, input: unknown): Promise<unknown> {
    if (!has(CALLS, name)) return { ok: false, error: { code: 'message-refused', detail: { channel: String(name).slice(0, 60) } } }
    try {
      return await ipcRenderer.invoke(name, input)
    } catch (thrown) {
      // The host never throws; what does is a value that cannot be cloned, or a host that is gone.
      return { ok: false, error: { code: 'unforeseen', detail: { message: thrown instanceof Error ? thrown.message : 'invoke' } } }
    }
  },
  on(name: HostEventName, listener: () => void): () => void {
    if (!has(EVENTS, name)) return () => undefined
    const deliver = (): void => listener()
    ipcRenderer.on(name, deliver)
    return () => void ipcRenderer.removeListener(name, deliver)
  }
}

contextBridge.exposeInMainWorld('cunce', bridge as HostBridge)
