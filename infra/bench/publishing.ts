import { packed } from '#shared/adapters/aws/items.ts'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { type MessageStep, messageSteps, type Step } from '#shared/domain/journey.ts'
import { compileRelease, type ReleaseContent } from '#shared/domain/release.ts'
import { publishRelease } from '#shared/use-cases/publish-release.ts'
import { loadCold } from './large-release.ts'
import { opensAt, releaseOf } from './mall.ts'
import type { Result } from './result.ts'

const runs = 5 // the median counts

/** Journeys as they are in the end: an offer, a day's wait, a question, and an experiment of two reminders. */
const stepsOf = (offer: MessageStep): [Step, ...Step[]] => [
  offer,
  {
    id: 'day',
    kind: 'waitFor',
    for: { event: 'purchase', where: { 'event.total': { $gt: 10 } } },
    timeoutSeconds: 86_400,
    onTimeout: 'ask',
  },
  { id: 'thanks', kind: 'exit' },
  {
    id: 'ask',
    kind: 'gate',
    condition: { 'customer.tier': { $in: ['gold', 'silver'] }, 'customer.visits': { $gte: 3 } },
  },
  {
    id: 'test',
    kind: 'experiment',
    unit: 'customer',
    variants: [
      { id: 'a', weight: 0.5 },
      { id: 'b', weight: 0.5, next: 'end' },
    ],
  },
  { ...offer, id: 'reminder', next: 'end' },
  { id: 'end', kind: 'exit' },
]

/** Publishes so many journeys, and loads them in fresh processes. */
export const measurePublishing = async (folder: string, journeys: number): Promise<Result[]> => {
  const plain = releaseOf(journeys)
  const [offer] = plain.journeys.flatMap(messageSteps)
  if (!offer) throw new Error('the bench has no offers')
  const content = { ...plain, journeys: plain.journeys.map((one) => ({ ...one, steps: stepsOf(offer) })) }
  const times: number[] = []
  for (let run = 0; run < runs; run++) times.push(await publishOnce(content))
  const { readMs, allMs } = await loadCold(folder, content)
  const of = `${journeys.toLocaleString('en')} journeys of ${content.journeys[0]?.steps.length} steps`
  return [
    {
      name: `${of}: checked, compiled, published`,
      unit: 'ms CPU',
      value: times.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN,
    },
    { name: `${of}: stored`, unit: 'kB', value: packed(content).length / 1000 },
    { name: `${of}: decompressed and parsed, cold`, unit: 'ms CPU', value: readMs },
    { name: `${of}: and indexed and asked, cold`, unit: 'ms CPU', value: allMs },
  ]
}

/** Drafts that are checked and go live, made ready for decisions and for the store as functions and adapters do. */
const publishOnce = async ({ venues, journeys }: ReleaseContent): Promise<number> => {
  const ports = memoryPorts()
  for (const venue of venues) await ports.drafts.saveVenue(venue, undefined)
  for (const journey of journeys) await ports.drafts.save('journeys', journey.id, journey, undefined)
  const by = { subject: 'bench', username: 'bench' }
  const started = process.cpuUsage()
  const result = await publishRelease(ports)(undefined, { by, now: opensAt })
  if (!('published' in result)) throw new Error(`the bench's journeys were not published: ${JSON.stringify(result)}`)
  const content = await ports.releases.load(result.published)
  if (!content) throw new Error(`${result.published} was published and is not there`)
  compileRelease(content)
  packed(content)
  const { user, system } = process.cpuUsage(started)
  return (user + system) / 1000
}
