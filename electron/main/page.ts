/**
 * The page's own protocol. app://cunce/… serves the built renderer and nothing else: every request path is
 * matched to a file below one folder after decoding, never joined as it came. The page has no network; the
 * policy below is the wall, and it stands on every answer, refusals too.
 */
import { readFile, realpath, stat } from 'node:fs/promises'
import { extname, resolve, sep } from 'node:path'

export const PAGE_SCHEME = 'app'
export const PAGE_HOST = 'cunce'
export const PAGE_URL = `${PAGE_SCHEME}://${PAGE_HOST}/index.html`

export const PAGE_POLICY = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self'", "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:", "font-src 'self' data:", "connect-src 'none'", "base-uri 'none'", "form-action 'none'",
  "frame-ancestors 'none'", "object-src 'none'"
].join('; ')

const HEADERS = {
  'content-security-policy': PAGE_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache'
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8', '.json': 'application/json; charset=utf-8', '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.ico': 'image/x-icon',
  '.woff2': 'font/woff2', '.woff': 'font/woff', '.ttf': 'font/ttf', '.txt': 'text/plain; charset=utf-8'
}

const LONGEST = 512

/** The file below `root` that a URL names, or null. Looks at the text only; `servePage` checks that links do not lead out. */
export function pageFile(url: string, root: string): string | null {
  // The raw text is judged before URL(): it would quietly resolve ../ and turn back slashes.
  const prefix = `${PAGE_SCHEME}://${PAGE_HOST}/`
  if (url.length > LONGEST || !url.startsWith(prefix)) return null
  const raw = url.slice(prefix.length).split(/[?#]/, 1)[0]!
  let path: string
  try {
    path = decodeURIComponent(raw)
  } catch {
    return null
  }
  if (path === '') path = 'index.html'
  const parts = path.split('/')
  // Names of built files only: no empty part, no dot file, no drive, no second encoding, no stream.
  if (!parts.every(part => /^[A-Za-z0-9_@-][A-Za-z0-9._@-]*$/.test(part) && !part.includes('..') && !part.endsWith('.'))) return null
  if (!(extname(path).toLowerCase() in TYPES)) return null
  const file = resolve(root, ...parts)
  return file.startsWith(resolve(root) + sep) ? file : null
}

const refuse = (status: 404 | 405): Response => new Response(null, { status, headers: HEADERS })

export async function servePage(request: { readonly method: string; readonly url: string }, root: string): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405)
  const file = pageFile(request.url, root)
  if (!file) return refuse(404)
  try {
    const real = await realpath(file)
    if (!real.startsWith((await realpath(root)) + sep) || !(await stat(real)).isFile()) return refuse(404)
    const headers = { ...HEADERS, 'content-type': TYPES[extname(file).toLowerCase()]! }
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(await readFile(real)), { status: 200, headers })
  } catch {
    return refuse(404)
  }
}
