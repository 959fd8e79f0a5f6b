import type { FailedBatchSummary, ParkedSummary } from '#shared/ports.ts'
import type { Content } from '#shared/use-cases/content.ts'
import type { ParkedRecord } from '#shared/use-cases/list-parked.ts'
import type { ShownBatch } from '#shared/use-cases/manage-failed-batches.ts'
import type { Redriven } from '#shared/use-cases/redrive-parked.ts'
import { table } from './table.ts'

/** What a list shows. `complete`: there are no more than are counted; failed batches are counted up to 200. */
export type Listing = {
  parked: ParkedSummary[]
  counts: Record<string, number>
  complete: boolean
  failedBatches: number
}

/** What became of a re-drive: ids of records, and how many records each batch held. */
export type Done = Omit<Redriven, 'next'> & { batches: { id: string; records: number }[] }

/** What was parked as a table, with how many there are of each reason. */
export const listText = ({ parked, counts, complete, failedBatches }: Listing, width: number): string => {
  const batches = failedBatches === 0 ? [] : [`Failed batches: ${failedBatches}. npx usher parked --failed lists them.`]
  if (parked.length === 0) return ['Nothing is parked.', ...batches].join('\n')
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const reasons = Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} ${count}`)
  const shown = parked.length < total ? `the newest ${parked.length} of ` : ''
  return [
    table(['ARRIVED (UTC)', 'REASON', 'TRIES', 'ID', 'FROM', 'DETAIL'], parked.map(rowOf), width),
    '',
    `${shown}${complete ? '' : 'more than '}${total} parked: ${reasons.join(', ')}`,
    ...batches,
  ].join('\n')
}

const rowOf = ({ at, reason, attempts = 0, id, topic, mailbox, detail }: ParkedSummary): string[] => [
  time(at),
  reason,
  String(attempts),
  id,
  topic ?? mailbox ?? '',
  firstLine(detail),
]

/** A parked record, whole. */
export const recordText = ({ reasons, content, envelope, at, id, ...rest }: ParkedRecord): string => {
  const { topic, mailbox, attempts = 0, cutFromBytes } = rest
  const facts: [string, string | undefined][] = [
    ['id', id],
    ['arrived', time(envelope?.receivedAt ?? at)],
    ...reasons.map(({ reason, detail }): [string, string] => ['reason', `${reason}: ${detail}`]),
    ['topic', topic],
    ['mailbox', mailbox],
    ['client', envelope?.clientId],
    ['tries', String(attempts)],
    ['cut', cutFromBytes === undefined ? undefined : `only the beginning of ${cutFromBytes} characters was kept`],
  ]
  return [
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [fact(name, value)])),
    '',
    said(content),
  ].join('\n')
}

/** The stream's batches that were given up, as a table. */
export const batchesText = (batches: readonly FailedBatchSummary[], width: number): string =>
  batches.length === 0
    ? 'No batch has failed.'
    : table(
        ['FAILED (UTC)', 'BYTES', 'ID'],
        batches.map(({ id, at, bytes }) => [time(at), String(bytes), id]),
        Math.max(width, 300), // an id that is cut is of no use
      )

/** A batch, whole. */
export const batchText = ({ id, at, condition, records }: ShownBatch): string =>
  [
    fact('id', id),
    fact('failed', `${time(at)}, ${condition}`),
    ...records.flatMap(({ key, arrivedAt, content }) => ['', `${time(arrivedAt)} ${key}`, said(content)]),
  ].join('\n')

/** What became of a re-drive. */
export const redrivenText = ({ redriven, kept, batches }: Done, dryRun: boolean): string => {
  const verb = dryRun ? 'would go back' : 'went back'
  const lines = [
    ...(redriven.length > 0 ? [`${redriven.length} ${verb} to where they came from: ${redriven.join(' ')}`] : []),
    ...batches.map(({ id, records }) => `${records} records of ${id} ${verb} into the stream`),
    ...kept.map(({ id, why }) => `${id} stays: ${why}`),
  ]
  if (lines.length === 0) return 'Nothing fits: nothing was driven again.'
  const again = redriven.length + batches.length > 0 && !dryRun
  return [...lines, ...(again ? ['What fails again is parked again: npx usher parked lists it.'] : [])].join('\n')
}

const time = (at: number) => new Date(at).toISOString().slice(0, 19).replace('T', ' ')
const fact = (name: string, value: string) => `${name.padEnd(8)} ${value}`
const firstLine = (text: string) => text.split('\n')[0] ?? ''
const said = (content: Content) => ('text' in content ? content.text : `(no text, base64) ${content.base64}`)
