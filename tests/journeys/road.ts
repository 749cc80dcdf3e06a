/**
 * The road between a laptop and the county: a TCP forwarder that can be cut and that counts bytes both ways.
 * Each laptop gets its own, so that one can be in the valley while the other is in town.
 */
import net from 'node:net'

export interface Road {
  readonly url: string
  /** Cuts the road: open connections die, new ones are refused. */
  cut(): void
  mend(): void
  /** Cuts the road by itself once so many bytes have gone up. */
  cutAfter(up: number): void
  /** Down the road so many bytes in a second come, 0: as fast as it goes. */
  slow(bytesPerSecond: number): void
  /** Bytes on the wire since the last call. */
  count(): { readonly up: number, readonly down: number }
  close(): Promise<void>
}

export async function openRoad(county: string): Promise<Road> {
  const { hostname, port: countyPort } = new URL(county)
  let whole = true
  let up = 0
  let down = 0
  let left = Infinity
  let perSecond = 0
  /** One narrow road for all connections: what came first comes out first. */
  let free = 0
  const sockets = new Set<net.Socket>()
  const cut = (): void => { whole = false; for (const socket of sockets) socket.destroy() }
  const server = net.createServer(near => {
    if (!whole) { near.destroy(); return }
    const far = net.connect(Number(countyPort), hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => { sockets.delete(socket); near.destroy(); far.destroy() })
    }
    near.on('data', bytes => {
      up += bytes.length
      left -= bytes.length
      if (left < 0) { cut(); return }
      far.write(bytes)
    })
    far.on('data', bytes => {
      down += bytes.length
      if (perSecond === 0) { near.write(bytes); return }
      free = Math.max(free, Date.now()) + bytes.length / perSecond * 1000
      far.pause()
      setTimeout(() => { if (!near.destroyed) near.write(bytes); far.resume() }, free - Date.now())
    })
    near.on('end', () => far.end())
    far.on('end', () => near.end())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    mend() { whole = true; left = Infinity },
    cutAfter(bytes) { left = bytes },
    slow(bytesPerSecond) { perSecond = bytesPerSecond },
    count() { const counted = { up, down }; up = 0; down = 0; return counted },
    close: () => new Promise(resolve => { for (const socket of sockets) socket.destroy(); server.close(() => resolve()) })
  }
}
