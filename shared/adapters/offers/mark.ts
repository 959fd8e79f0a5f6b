/** What a reservation leaves where it took one: the version of its code when it began, its time, and a name of its own. */
export type Mark = { stamp: number; at: number }

export const makeMark = (stamp: number, now: number): string => `${stamp} ${now} ${crypto.randomUUID().slice(0, 8)}`

export const readMark = (mark: string): Mark => {
  const [stamp, at] = mark.split(' ')
  return { stamp: Number(stamp), at: Number(at) }
}
