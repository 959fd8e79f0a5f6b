import type { MessageStep } from '#shared/domain/journey.ts'
import { compileTemplates } from '#shared/templates/compile-templates.ts'
import { measureRate } from './measure.ts'
import type { Result } from './result.ts'

const renders = 100 // a turn

const subject = {
  customer: { id: 'ada', known: true, firstName: 'Ada', tier: 'gold' },
  zone: { id: 'boots', name: 'Boots' },
  offer: { id: 'boots-20', code: 'ABCD-EFGH-JKLM' },
}
const fallbacks = { 'customer.firstName': 'you' }
const texts = {
  title: 'Boots for {{ customer.firstName }}',
  body: 'In {{ zone.name }}: {% if customer.tier == "gold" %}30{% else %}20{% endif %} % off with {{ offer.code }}',
  link: 'https://example.com/{{ zone.id }}',
}

/** What rendering a message costs beside putting its texts together by hand. Throws if they do not come to the same. */
export const measureTemplates = async (seconds: number): Promise<Result[]> => {
  const { render } = compileTemplates({ venues: [] })
  const liquid = stepOf({ ...texts, fallbacks })
  const byHand = () => {
    const { customer, zone, offer } = subject
    const percent = customer.tier === 'gold' ? 30 : 20
    return {
      title: `Boots for ${customer.firstName ?? fallbacks['customer.firstName']}`,
      body: `In ${zone.name}: ${percent} % off with ${offer.code}`,
      link: `https://example.com/${zone.id}`,
      locale: 'en',
    }
  }
  const rendered = render(liquid, subject, 'en')
  if (JSON.stringify(rendered) !== JSON.stringify(byHand()))
    throw new Error(`the template came to ${JSON.stringify(rendered)}, by hand it is ${JSON.stringify(byHand())}`)
  const plain = stepOf(byHand())
  const measured = (name: string, turn: () => unknown) =>
    measureRate(name, { events: renders, seconds }, () => {
      for (let i = 0; i < renders; i++) turn()
    })
  const ours = await measured('messages rendered: title, body and link', () => render(liquid, subject, 'en'))
  const untouched = await measured('messages rendered: texts without Liquid', () => render(plain, subject, 'en'))
  const peer = 'texts put together by hand'
  const theirs = await measured(`messages rendered: ${peer}`, byHand)
  return [ours, untouched, { ...theirs, peer, ratio: ours.value / theirs.value }]
}

const stepOf = (message: {
  title: string
  body: string
  link: string
  fallbacks?: Record<string, string>
}): MessageStep => ({
  id: 'offer',
  kind: 'message',
  class: 'marketing',
  message: { kind: 'offer', locale: 'en', ...message },
  expiresInSeconds: 1800,
})
