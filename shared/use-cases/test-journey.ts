import type { Caller } from '#shared/domain/audit.ts'
import type { Customer } from '#shared/domain/customer.ts'
import { derivedId } from '#shared/domain/identifier.ts'
import { type Journey, type MessageStep, messageSteps } from '#shared/domain/journey.ts'
import { emptyLedger, hasConsent, type Ledger } from '#shared/domain/ledger.ts'
import type { Message } from '#shared/domain/message.ts'
import type { Content } from '#shared/domain/release-content.ts'
import { defaultSettings } from '#shared/domain/settings.ts'
import type { Render } from '#shared/domain/template.ts'
import { missing, type ReferenceFault } from '#shared/domain/venue-faults.ts'
import type { Ports } from '#shared/ports.ts'
import { compileTemplates, textsOf } from '#shared/templates/compile-templates.ts'
import { parse } from '#shared/templates/engine.ts'
import { sampleSubject } from '#shared/templates/sample-subject.ts'
import { pathsIn } from '#shared/templates/template-faults.ts'
import { audited } from './audited.ts'

type TestPorts = Pick<Ports, 'drafts' | 'people' | 'phones' | 'audit'>

/** To whom, which of the messages, and in which language; left out: the seeds of the settings, all, and their own. */
export type TestRequest = { customerIds?: readonly string[]; stepId?: string; locale?: string }
export type TestAsked = { by: Caller; now: number; requestId: string }

/** What became of one message for one person. */
export type TestOutcome = { customerId: string; stepId: string } & (
  | { outcome: 'sent'; title: string; body: string; locale: string }
  | { outcome: 'unknown' | 'no_device' | 'erased' | 'do_not_contact' | 'no_consent' }
  | { outcome: 'unrendered'; reason: string }
)

const mostMessages = 200 // a request has 30 s

/**
 * Sends a drafted journey's messages to the phones of a few people at once, marked as a test: no caps, no quiet hours, and
 * nothing is counted. Who is no seed is asked for consent all the same, and nobody who wants no contact gets any.
 * Undefined: there is no such draft.
 */
export const testJourney =
  (ports: TestPorts) =>
  async (
    journeyId: string,
    { customerIds, stepId, locale }: TestRequest,
    { by, now, requestId }: TestAsked,
  ): Promise<TestOutcome[] | { faults: ReferenceFault[] } | undefined> => {
    const draft = await ports.drafts.find('journeys', journeyId)
    if (!draft) return undefined
    const journey = draft.resource
    const content = await ports.drafts.all()
    const { seeds } = content.settings ?? defaultSettings
    const to = [...new Set(customerIds ?? seeds)]
    const steps = messageSteps(journey).filter(({ id }) => stepId === undefined || id === stepId)
    const faults = requestFaults(journey, stepId, to, steps)
    if (faults.length > 0) return { faults }

    const found = await ports.people.find({ customerIds: to, ledgerIds: to.map(ledgerIdOfCustomer) })
    const { render } = compileTemplates(content)
    const sendTo = async (customer: Customer, step: MessageStep): Promise<SentOrNot> => {
      const rendered = renderFor(customer, journey, step, content, render, locale)
      if ('unrendered' in rendered) return { outcome: 'unrendered', reason: rendered.unrendered }
      const message = messageOf(step, rendered, derivedId('test', journeyId, step.id, customer.id, requestId), now)
      await Promise.all(customer.deviceIds.map((deviceId) => ports.phones.publish(deviceId, message)))
      return { outcome: 'sent', title: message.title, body: message.body, locale: message.locale }
    }
    const outcomes: TestOutcome[] = []
    const act = {
      at: now,
      who: by,
      action: 'test',
      what: `journeys/${journeyId}`,
      venueId: journey.entrance.venueId,
    } as const
    await audited(ports)(act, async () => {
      for (const customerId of to) {
        const customer = found.customers.get(customerId)
        const ledger = found.ledgers.get(ledgerIdOfCustomer(customerId)) ?? emptyLedger
        const withheld = customer ? whyNot(customer, ledger, journey, seeds.includes(customerId), now) : 'unknown'
        for (const step of steps) {
          const about = { customerId, stepId: step.id }
          if (!customer || withheld) outcomes.push({ ...about, outcome: withheld ?? 'unknown' })
          else outcomes.push({ ...about, ...(await sendTo(customer, step)) })
        }
      }
      return 'written'
    })
    return outcomes
  }

type Unless<T> = T extends unknown ? Omit<T, 'customerId' | 'stepId'> : never
type SentOrNot = Unless<TestOutcome>

const ledgerIdOfCustomer = (customerId: string) => `customer:${customerId}`

const requestFaults = (
  journey: Journey,
  stepId: string | undefined,
  to: readonly string[],
  steps: readonly MessageStep[],
): ReferenceFault[] => {
  const messages = messageSteps(journey).map(({ id }) => id)
  if (steps.length === 0) {
    if (stepId !== undefined) return [missing('stepId', 'message step', stepId, messages)]
    return [{ path: 'journeyId', reason: `journey "${journey.id}" sends no messages; there is nothing to test` }]
  }
  if (to.length === 0) {
    const reason = 'is missing, and the settings name no seeds; name customers here, or seeds in PUT /settings'
    return [{ path: 'customerIds', reason, example: ['ada'] }]
  }
  if (to.length * steps.length <= mostMessages) return []
  const reason = `${steps.length} messages to ${to.length} people are more than ${mostMessages}; name one of the steps, or fewer customers`
  return [{ path: 'stepId', reason, example: steps[0]?.id }]
}

const whyNot = (customer: Customer, ledger: Ledger, journey: Journey, isSeed: boolean, now: number) => {
  if (ledger.erased) return 'erased'
  if (ledger.doNotContact) return 'do_not_contact'
  const isAllowed = isSeed || customer.staff || journey.consent.every((purpose) => hasConsent(ledger, purpose, now))
  if (!isAllowed) return 'no_consent'
  return customer.deviceIds.length === 0 ? 'no_device' : undefined
}

const renderFor = (
  customer: Customer,
  journey: Journey,
  step: MessageStep,
  content: Content,
  render: Render,
  locale: string | undefined,
) => {
  const texts = textsOf(step, new Map((content.templates ?? []).map((one) => [one.id, one])))
  const venue = content.venues.find(({ id }) => id === journey.entrance.venueId)
  const offer = content.offers?.find(({ id }) => id === step.message.offerId)
  const asPersona = { id: customer.id, name: customer.id, traits: customer.traits, consents: {} }
  const subject = sampleSubject({ journey, step, venue, offer }, texts ? pathsIn(texts, parse) : [])(asPersona)
  const { language } = customer.traits
  return render(step, subject, locale ?? (typeof language === 'string' ? language : 'en'))
}

/** A message as a phone gets it, with no code that a till would take. */
const messageOf = (
  { class: messageClass, expiresInSeconds, message: { kind, image, offerId } }: MessageStep,
  { title, body, link, locale }: { title: string; body: string; link?: string; locale: string },
  id: string,
  now: number,
): Message => ({
  id,
  class: messageClass,
  kind,
  title: `Test: ${title}`,
  body,
  ...(link === undefined ? {} : { link }),
  ...(image === undefined ? {} : { image }),
  ...(offerId === undefined ? {} : { offer: { id: offerId } }),
  locale,
  expiresAt: now + expiresInSeconds * 1000,
})
