/**
 * Messages as text on the wire, and back. Changes travel packed (pack.ts): a changed field costs about its
 * own size. Whoever reads a body goes through here, so that the packing can change with the protocol number.
 */
import { packChanges, unpackChanges } from './pack.ts'
import { Exchange, ExchangeAnswer } from './wire.ts'

/** Body of POST /v1/exchange before compression. */
export const exchangeText = (exchange: Exchange): string => JSON.stringify({ ...exchange, changes: packChanges(exchange.changes) })

/** Throws ZodError or SyntaxError when it is not an exchange. */
export function parseExchange(text: string): Exchange {
  const raw = JSON.parse(text) as { changes: unknown }
  return Exchange.parse({ ...raw, changes: unpackChanges(raw.changes) })
}

export const answerText = (answer: ExchangeAnswer): string =>
  JSON.stringify({ ...answer, feed: Object.fromEntries(Object.entries(answer.feed).map(([village, page]) => [village, { ...page, changes: packChanges(page.changes) }])) })

export function parseAnswer(text: string): ExchangeAnswer {
  const raw = JSON.parse(text) as { feed: Record<string, { changes: unknown }> }
  return ExchangeAnswer.parse({ ...raw, feed: Object.fromEntries(Object.entries(raw.feed).map(([village, page]) => [village, { ...page, changes: unpackChanges(page.changes) }])) })
}
