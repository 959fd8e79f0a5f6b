import type { Offer } from '#shared/domain/offer.ts'
import type { Persona } from '#shared/domain/persona.ts'
import type { Segment } from '#shared/domain/segment.ts'
import type { Template } from '#shared/domain/template.ts'
import { morning } from './builders.ts'

export const aSegment = (own: Partial<Segment> = {}): Segment => ({
  id: 'gold',
  name: 'Gold customers',
  condition: { 'customer.tier': 'gold' },
  ...own,
})

/** Five hundred codes for shoe care in the department store, one a customer. */
export const anOffer = (own: Partial<Offer> = {}): Offer => ({
  id: 'care',
  name: 'Shoe care',
  venueId: 'store',
  stock: 500,
  perCustomer: 1,
  codeValidSeconds: 3600,
  ...own,
})

export const aTemplate = (own: Partial<Omit<Template, 'body'>> = {}): Template => ({
  id: 'welcome',
  name: 'Welcome back',
  title: 'Welcome back, {{ customer.firstName }}',
  body: 'Good to see you.',
  fallbacks: { 'customer.firstName': 'you' },
  ...own,
})

export const aPersona = (own: Partial<Persona> = {}): Persona => ({
  id: 'gold-ada',
  name: 'Ada, gold',
  traits: { firstName: 'Ada', tier: 'gold' },
  consents: { marketing: { status: 'granted', since: morning } },
  ...own,
})
