import { pseudonymOf } from '#shared/access/pseudonym.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import type { Occasion } from '#shared/domain/occasion.ts'
import type { Check } from '#shared/domain/situation.ts'
import { withoutCode } from '#shared/domain/without-code.ts'
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
      return { ...entry, moment: inName(entry.moment, pseudonym) }
    case 'decision': {
      // what a condition saw is what is known of her; which field it was is said, and what it wanted is in the release
      const trace = entry.trace.map((check) =>
        asksOfHer(check) && !check.passed ? { ...check, saw: withoutValues(check.saw) } : check,
      )
      const exposures = entry.exposures?.map((one) => ({ ...one, unit: ofUnit(one.unit, pseudonym) }))
      return { ...entry, occasion: ofOccasion(entry.occasion, pseudonym), trace, ...(exposures && { exposures }) }
    }
    case 'occasion':
      return { ...entry, occasion: ofOccasion(entry.occasion, pseudonym) }
    case 'receipt': {
      const { answer: _, ...receipt } = entry.receipt
      return { ...entry, receipt }
    }
    case 'outcomes': {
      const [, customerId] = entry.mailbox?.split(/^customer:/) ?? []
      return customerId === undefined ? entry : { ...entry, mailbox: `customer:${pseudonym(customerId)}` }
    }
    case 'message':
      return { ...entry, message: { ...withoutCode(entry.message), locale: undetermined } }
    case 'counted':
    case 'health':
      return entry
  }
}

/** Checks that ask a condition: of her, or of what happened to her. */
const asksOfHer = ({ check }: Check): boolean => check === 'audience' || check === 'event' || check.startsWith('gate ')

const inName = <O extends Occasion>(occasion: O, pseudonym: Pseudonym): O =>
  occasion.customerId === undefined ? occasion : { ...occasion, customerId: pseudonym(occasion.customerId) }

const ofOccasion = <O extends Occasion>(occasion: O, pseudonym: Pseudonym): O => {
  const named = inName(occasion, pseudonym)
  if (named.kind === 'event') return { ...named, data: countable(named.name, named.data) }
  if (named.kind !== 'receipt') return named
  const { answer: _, ...receipt } = named.receipt
  return { ...named, receipt }
}

/** A customer's unit of an experiment is her ledger. */
const ofUnit = (unit: string, pseudonym: Pseudonym): string =>
  unit.replace(/^customer:(.*)$/s, (_, customerId: string) => `customer:${pseudonym(customerId)}`)

/** Of what happened elsewhere all that can be counted, and of a purchase what was bought: texts may say who somebody is. */
const countable = (name: string, data: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const plain = Object.entries(data).filter(([, value]) => typeof value === 'number' || typeof value === 'boolean')
  const { items } = data
  const bought = name === 'purchase' && Array.isArray(items) ? { items: items.map(article) } : {}
  return { ...Object.fromEntries(plain), ...bought }
}

const article = (item: unknown): Record<string, unknown> => {
  const { sku, category, quantity, price } = Object(item)
  return { sku, category, quantity, price }
}

/** `customer.tier: "gold", wanted = "silver"; …` → `customer.tier; …`: texts first, as they may hold all that separates. */
const withoutValues = (saw: string): string =>
  saw.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').replaceAll(/: [^;]*, wanted [^;]*/g, '')
