/** The window of the real program: the host is the preload's, the book lives in its worker. */
import { openBook, prepareBook } from './db/client.ts'
import { mountWindow } from './mount.ts'

mountWindow({ host: window.cunce, openBook: host => openBook(host) }, '#app')
// After the first picture: the worker's code must not hold that up.
requestAnimationFrame(() => setTimeout(prepareBook))
