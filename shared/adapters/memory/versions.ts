import type { Written } from '#shared/ports.ts'

/** Values that are replaced version by version, copied in and out so that nobody changes what is stored. */
export const versionedStore = <T extends { version: number }>() => {
  const stored = new Map<string, T>()
  return {
    find: (keys: readonly string[]): Map<string, T> =>
      new Map(
        keys.flatMap((key) => {
          const value = stored.get(key)
          return value === undefined ? [] : [[key, structuredClone(value)] as const]
        }),
      ),
    save: (key: string, value: T): Written => {
      if ((stored.get(key)?.version ?? 0) !== value.version) return 'conflict'
      stored.set(key, { ...structuredClone(value), version: value.version + 1 })
      return 'written'
    },
    all: (): [string, T][] => structuredClone([...stored]),
  }
}
