/** Where a phone keeps what must outlive the app: localStorage, a file, a secure store. */
export type Storage = {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string): Promise<void>
}

/** Keeps nothing beyond the process. */
export const memoryStorage = (): Storage => {
  const values = new Map<string, string>()
  return {
    get: async (key) => values.get(key),
    set: async (key, value) => {
      values.set(key, value)
    },
  }
}

/** What was kept under `key`, or `otherwise` when there is nothing, or only half of it: a phone must always start. */
export const restored = async <T>(storage: Storage, key: string, otherwise: T): Promise<T> => {
  const text = await storage.get(key)
  if (text === undefined) return otherwise
  try {
    return JSON.parse(text) as T
  } catch {
    return otherwise
  }
}

/**
 * Writes a snapshot under one key, one write at a time. A save during a write waits for it and takes the newest state
 * along, so a burst of changes costs two writes. The promise settles with the write that holds the caller's change.
 */
export const createSaver = (storage: Storage, key: string, snapshot: () => unknown) => {
  let writing: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  return (): Promise<void> => {
    if (next) return next
    const write = () => {
      next = undefined
      return storage.set(key, JSON.stringify(snapshot()))
    }
    next = writing.then(write, write)
    writing = next
    return next
  }
}
