/** The window of the real program: the host is the preload's, the book lives in its worker. */
import { openBook } from './db/client.ts'
import { mountWindow } from './mount.ts'

mountWindow({ host: window.cunce, openBook: host => openBook(host) }, '#app')
