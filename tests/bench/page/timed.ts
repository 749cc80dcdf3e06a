/** One clock for everything measured in the page. */
export const timed = async <T>(work: () => Promise<T> | T): Promise<[number, T]> => {
  const start = performance.now()
  const value = await work()
  return [performance.now() - start, value]
}
