/** A code as a QR: the same letters as are printed beside it, so a scanner types what a hand would. */
import { encode } from 'uqr'
import { node, type Element } from './tree.ts'

/** Black modules as one path, run by run. */
export function qrPath(text: string): { readonly size: number; readonly path: string } {
  const { data, size } = encode(text, { ecc: 'Q', border: 2 })
  let path = ''
  data.forEach((row, y) => {
    for (let x = 0; x < size; x++) {
      if (!row[x]) continue
      let run = 1
      while (row[x + run]) run++
      path += `M${x} ${y}h${run}v1h-${run}z`
      x += run
    }
  })
  return { size, path }
}

export function qrNode(text: string): Element {
  const { size, path } = qrPath(text)
  return node('svg', { class: 'qr', viewBox: `0 0 ${size} ${size}`, role: 'img', 'aria-label': `编号 ${text}` }, node('path', { d: path }))
}
