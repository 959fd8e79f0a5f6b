import { type CeilingItems, ceilingsOver } from '../ceilings/admit.ts'

/** Ceilings in memory, under the same protocol as in DynamoDB. */
export const memoryCeilings = () => ceilingsOver(memoryCeilingItems())

/** The counters of minutes in memory. */
export const memoryCeilingItems = (): CeilingItems => {
  const minutes = new Map<string, { taken: number; names: Set<string> }>()
  const of = (key: string, minute: number) => minutes.get(`${minute} ${key}`) ?? { taken: 0, names: new Set<string>() }
  return {
    read: async (key, minute) => structuredClone(of(key, minute)),
    take: async (key, minute, many, names, atMost) => {
      const { taken, names: before } = of(key, minute)
      if (taken + many > atMost) return 'conflict'
      minutes.set(`${minute} ${key}`, { taken: taken + many, names: new Set([...before, ...names]) })
      return 'written'
    },
  }
}
