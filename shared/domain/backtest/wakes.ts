/** Times at which somebody is to be woken, the earliest first: a binary heap (Williams, 1964). */
export type Wakes<T> = {
  add(at: number, whom: T): void
  /** The earliest, if it is due at a time, taken out. */
  next(until: number): { at: number; whom: T } | undefined
}

export const createWakes = <T>(): Wakes<T> => {
  const heap: { at: number; whom: T }[] = []
  const atOf = (place: number) => heap[place]?.at ?? Number.POSITIVE_INFINITY
  const swap = (a: number, b: number) => {
    const [one, other] = [heap[a], heap[b]]
    if (one && other) [heap[a], heap[b]] = [other, one]
  }
  const sink = (from: number) => {
    for (let place = from; ; ) {
      const left = 2 * place + 1
      const child = atOf(left + 1) < atOf(left) ? left + 1 : left
      if (atOf(child) >= atOf(place)) return
      swap(place, child)
      place = child
    }
  }
  return {
    add: (at, whom) => {
      heap.push({ at, whom })
      for (let place = heap.length - 1; place > 0; ) {
        const parent = (place - 1) >> 1
        if (atOf(parent) <= atOf(place)) return
        swap(place, parent)
        place = parent
      }
    },
    next: (until) => {
      if (atOf(0) > until) return undefined
      swap(0, heap.length - 1)
      const first = heap.pop()
      sink(0)
      return first
    },
  }
}
