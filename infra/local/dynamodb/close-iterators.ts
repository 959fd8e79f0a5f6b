import { createRequire } from 'node:module'

type Iterator = { close(): Promise<void> }
type Level = Record<'keys' | 'values', (options: unknown) => Iterator>

/**
 * Lets dynalite close what it iterates over. Its version 4 ends an iterator by `return`, which LevelDB's iterators don't
 * have: each query would hold its snapshot for ever, and with it every older version of every item.
 */
export const closeIterators = (): void => {
  const ofDynalite = createRequire(import.meta.resolve('dynalite'))
  const { prototype } = (ofDynalite('level') as { Level: { prototype: Level } }).Level
  for (const name of ['keys', 'values'] as const) {
    const open = prototype[name]
    prototype[name] = function (this: Level, options) {
      const iterator = open.call(this, options)
      return Object.assign(iterator, { return: () => iterator.close() })
    }
  }
}
