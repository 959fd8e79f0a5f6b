import { pseudonymOf } from '#shared/access/pseudonym.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import type { Moment } from '#shared/domain/moment.ts'
import type { Journal } from '#shared/ports.ts'

/** A journal that is told of customers by their pseudonyms only, and nothing of what is known of them or what they wrote. */
export const pseudonymous = (journal: Journal, secret: () => Promise<string>): Journal => ({
  append: async (entries) => {
    const key = await secret()
    const known = new Map<string, string>()
    const pseudonym = (customerId: string) => {
      const name = known.get(customerId) ?? pseudonymOf(key, customerId)
      known.set(customerId, name)
      return name
    }
    await journal.append(entries.map((entry) => withoutPerson(entry, pseudonym)))
  },
})

/** A message is in her language; BCP 47 has this word for one that is not told. */
const undetermined = 'und'

type Pseudonym = (customerId: string) => string

const withoutPerson = (entry: JournalEntry, pseudonym: Pseudonym): JournalEntry => {
  switch (entry.type) {
    case 'moment':
      return { ...entry, moment: ofMoment(entry.moment, pseudonym) }
    case 'decision': {
      // what a condition saw is what is known of her; which field it was is said, and what it wanted is in the release
      const trace = entry.trace.map((check) =>
        check.check === 'audience' && !check.passed ? { ...check, saw: withoutValues(check.saw) } : check,
      )
      return { ...entry, moment: ofMoment(entry.moment, pseudonym), trace }
    }
    case 'receipt': {
      const { answer: _, ...receipt } = entry.receipt
      return { ...entry, receipt }
    }
    case 'outcomes': {
      const [, customerId] = entry.mailbox?.split(/^customer:/) ?? []
      return customerId === undefined ? entry : { ...entry, mailbox: `customer:${pseudonym(customerId)}` }
    }
    case 'message':
      return { ...entry, message: { ...entry.message, locale: undetermined } }
    case 'counted':
    case 'health':
      return entry
  }
}

const ofMoment = (moment: Moment, pseudonym: Pseudonym): Moment =>
  moment.customerId === undefined ? moment : { ...moment, customerId: pseudonym(moment.customerId) }

/** `customer.tier: "gold", wanted = "silver"; …` → `customer.tier; …`: texts first, as they may hold all that separates. */
const withoutValues = (saw: string): string =>
  saw.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').replaceAll(/: [^;]*, wanted [^;]*/g, '')
