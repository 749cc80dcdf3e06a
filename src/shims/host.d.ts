import type { HostBridge } from '#core/host.ts'

declare global {
  interface Window {
    /** Put there by the preload; the page has no other road to the machine. */
    readonly cunce: HostBridge
  }
}
