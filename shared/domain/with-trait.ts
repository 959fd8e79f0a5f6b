import type { Customer, TraitValue } from './customer.ts'

type Known = Omit<Customer, 'deviceIds'>

/** A customer with a trait set, or without it where the value is null. */
export const withTrait = <C extends Known>(customer: C, trait: string, value: TraitValue | null): C => {
  const { [trait]: _, ...others } = customer.traits
  return { ...customer, traits: value === null ? others : { ...others, [trait]: value } }
}
