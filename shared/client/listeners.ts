/** Who wants to know. A listener that throws is an uncaught error of its own and takes nothing down with it. */
export const listeners = <T>() => {
  const all: ((value: T) => void)[] = []
  return {
    add: (listener: (value: T) => void): void => {
      all.push(listener)
    },
    tell: (value: T): void => {
      for (const listener of all) queueMicrotask(() => listener(value))
    },
  }
}
