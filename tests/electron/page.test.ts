import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PAGE_POLICY, pageFile, servePage } from '../../electron/main/page.ts'
import { someFolder } from './folder.ts'

const ROOT = '/srv/renderer'

describe('E-09: what a page address names', () => {
  it.each([
    ['the start page', 'app://cunce/', '/srv/renderer/index.html'],
    ['a built script', 'app://cunce/assets/index-B3_x.js', '/srv/renderer/assets/index-B3_x.js'],
    ['a query does not choose the file', 'app://cunce/index.html?x=../../etc', '/srv/renderer/index.html'],
    ['nor does a fragment', 'app://cunce/index.html#/roster', '/srv/renderer/index.html']
  ])('%s is served', (_name, url, file) => expect(pageFile(url, ROOT)).toBe(file))

  it.each([
    ['steps up', 'app://cunce/../secret.txt'], ['encoded steps up', 'app://cunce/..%2fsecret.txt'],
    ['encoded dots', 'app://cunce/%2e%2e/secret.txt'], ['doubly encoded dots', 'app://cunce/%252e%252e/secret.txt'],
    ['steps inside', 'app://cunce/assets/../../secret.txt'], ['back slashes', 'app://cunce/..\\secret.txt'],
    ['encoded back slashes', 'app://cunce/..%5csecret.txt'], ['a NUL', 'app://cunce/index.html%00.js'], ['a raw NUL', 'app://cunce/index\0.html'],
    ['another host', 'app://other/index.html'], ['a host in front', 'app://cunce@evil/index.html'], ['a longer host', 'app://cunce.evil/index.html'],
    ['a second host', 'app://cunce//evil/share.html'], ['a drive', 'app://cunce/C:/Windows/win.ini.txt'], ['an encoded drive', 'app://cunce/C%3A/boot.txt'],
    ['a stream', 'app://cunce/index.html::$DATA'], ['a dot file', 'app://cunce/.env.txt'], ['a trailing dot', 'app://cunce/index.html.'],
    ['10 KB', `app://cunce/${'a'.repeat(10_000)}.js`], ['a broken escape', 'app://cunce/%zz.html'], ['a kind never built', 'app://cunce/journal.cj'],
    ['a folder', 'app://cunce/assets/'], ['another scheme', 'file:///etc/passwd.txt']
  ])('%s is not', (_name, url) => expect(pageFile(url, ROOT)).toBeNull())
})

describe('what is answered', () => {
  async function site(): Promise<string> {
    const root = join(await someFolder(), 'renderer')
    await mkdir(join(root, 'assets'), { recursive: true })
    for (const name of ['index.html', 'assets/a.js', 'assets/a.wasm', 'assets/a.woff2']) await writeFile(join(root, name), name)
    await writeFile(join(root, '../secret.txt'), 'secret')
    await symlink(join(root, '../secret.txt'), join(root, 'link.txt'))
    return root
  }
  const get = (root: string, path: string, method = 'GET') => servePage({ method, url: `app://cunce/${path}` }, root)

  it.each([['index.html', 'text/html; charset=utf-8'], ['assets/a.js', 'text/javascript; charset=utf-8'], ['assets/a.wasm', 'application/wasm'], ['assets/a.woff2', 'font/woff2']])(
    '%s comes as %s', async (path, type) => {
      const answer = await get(await site(), path)
      expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, type, path])
    })

  it('E-09: a link inside the folder does not lead out of it', async () => expect((await get(await site(), 'link.txt')).status).toBe(404))
  it('E-09: a file that is not there is 404', async () => expect((await get(await site(), 'none.html')).status).toBe(404))
  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('E-09: %s is 405', async method => expect((await get(await site(), 'index.html', method)).status).toBe(405))

  it.each(['index.html', 'none.html'])('E-03, E-04: the policy and nosniff stand on the answer for %s', async path => {
    const { headers } = await get(await site(), path)
    expect(headers.get('content-security-policy')).toBe(PAGE_POLICY)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })

  it('E-03, E-04: the policy has no network and no unsafe scripts', () => {
    expect(PAGE_POLICY).toContain("connect-src 'none'")
    expect(PAGE_POLICY).toContain("default-src 'none'")
    expect(PAGE_POLICY.split('; ').find(part => part.startsWith('script-src'))).toBe("script-src 'self' 'wasm-unsafe-eval'")
  })
})
