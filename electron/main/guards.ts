/**
 * Everything a page could reach for and does not get: other pages, windows, web views, downloads, devices.
 * A new permission or link is added by name here; the default is no (E-05 … E-08, E-13).
 */
import type { App, Session, Shell, WebContents } from 'electron'
import type { Log } from './log.ts'

/** Hosts that may be opened in the system's browser. None yet. */
const OPENABLE_HOSTS: readonly string[] = []

/** Whether a link may leave the app: https, a listed host written plainly, no account, no odd port. */
export function mayOpen(url: string, hosts: readonly string[] = OPENABLE_HOSTS): boolean {
  // The text must be what a person reads: a look-alike in other letters or a back slash would be rewritten by URL().
  if (url.length > 500 || !/^https:\/\/[\x21-\x5b\x5d-\x7e]+$/.test(url)) return false
  let target: URL
  try {
    target = new URL(url)
  } catch {
    return false
  }
  return target.protocol === 'https:' && target.username === '' && target.password === '' && !url.includes('@')
    && (target.port === '' || target.port === '443') && hosts.includes(target.hostname)
}

const ALLOWED_PERMISSIONS: ReadonlySet<string> = new Set(['clipboard-sanitized-write'])

export function guardSession(session: Session, isPage: (url: string) => boolean, development: boolean, log: Log): void {
  session.setPermissionRequestHandler((contents, permission, answer) => {
    const allowed = ALLOWED_PERMISSIONS.has(permission) && isPage(contents?.getURL() ?? '')
    if (!allowed) log('permission-refused', { permission })
    answer(allowed)
  })
  session.setPermissionCheckHandler((_contents, permission, origin) => ALLOWED_PERMISSIONS.has(permission) && isPage(`${origin.replace(/\/$/, '')}/`))
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', event => {
    log('download-refused')
    event.preventDefault()
  })
  // A second wall behind the page's policy: nothing but its own files is ever asked for (E-04).
  session.webRequest.onBeforeRequest((details, answer) => {
    const cancel = !development && !isPage(details.url) && !/^(data|blob|devtools):/.test(details.url)
    if (cancel) log('request-refused')
    answer({ cancel })
  })
}

/** Every web contents ever made, ours included. */
export function guardContents(app: App, shell: Pick<Shell, 'openExternal'>, log: Log): void {
  app.on('web-contents-created', (_event, contents) => guardOne(contents, shell, log))
}

function guardOne(contents: WebContents, shell: Pick<Shell, 'openExternal'>, log: Log): void {
  const refuse = (event: { preventDefault(): void }): void => {
    log('navigation-refused')
    event.preventDefault()
  }
  contents.on('will-navigate', refuse)
  contents.on('will-redirect', refuse)
  contents.on('will-frame-navigate', refuse)
  contents.on('will-attach-webview', refuse)
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpen(url)) void shell.openExternal(url)
    else log('window-refused')
    return { action: 'deny' }
  })
}
