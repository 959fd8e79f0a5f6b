import type { ExperimentReport, JourneyReport, StageReport } from '#shared/domain/backtest/report.ts'
import { table } from '../table.ts'
import type { Backtested } from './backtest.ts'

/** A backtest as people read it: who would have got how much, why others got nothing, and what the other release does. */
export const backtestText = (report: Backtested, width: number): string => {
  const { draft, live, occasions, receipts, seconds, unreadable, from, until } = report
  const span = from === undefined || until === undefined ? '' : `, ${day(from)} to ${day(until)}`
  return [
    `${occasions.toLocaleString('en')} occasions of ${draft.shoppers.toLocaleString('en')} shoppers${span}, in ${seconds} s.`,
    '',
    summary('draft', draft),
    ...(live ? [summary('against', live)] : []),
    '',
    table(headings(live), rows(draft, live), width),
    '',
    'Why nothing was sent, or later:',
    table(['journey', 'reasons'], draft.journeys.map(reasonsRow), width),
    ...(draft.experiments.length > 0 ? ['', 'Experiments:', ...draft.experiments.map(experimentLine)] : []),
    '',
    `Receipts of messages that are sent too: ${receipts.kept}; of others, dropped: ${receipts.dropped}.`,
    ...(unreadable > 0 ? [`${unreadable} lines could not be read and were left out.`] : []),
  ].join('\n')
}

const day = (time: number) => new Date(time).toISOString().slice(0, 16).replace('T', ' ')

const summary = (
  name: string,
  { sent, reach, messagesPerShopper: { p50, p95, max }, openRuns, withdrawn }: StageReport,
) =>
  `${name.padEnd(8)} ${sent} messages to ${reach} shoppers; a shopper gets ${p50} (p50), ${p95} (p95), ${max} at most; ${withdrawn} taken back; ${openRuns} runs still open`

const headings = (live: StageReport | undefined) => [
  'journey',
  'entered',
  'sent',
  'reach',
  'held out',
  'capped',
  'tasks',
  ...(live ? ['sent before', 'change'] : []),
]

const rows = (draft: StageReport, live: StageReport | undefined): string[][] => {
  const before = new Map(live?.journeys.map((one) => [one.journeyId, one]))
  const ids = [...new Set([...draft.journeys, ...(live?.journeys ?? [])].map(({ journeyId }) => journeyId))].sort()
  return ids.map((id) => {
    const now = draft.journeys.find(({ journeyId }) => journeyId === id)
    const was = before.get(id)
    const counts = [now?.entered, now?.sent, now?.reach, now?.heldOut, now?.capsHit, now?.tasks].map((count) =>
      String(count ?? '–'),
    )
    return [id, ...counts, ...(live ? [String(was?.sent ?? '–'), changeOf(now?.sent ?? 0, was?.sent ?? 0)] : [])]
  })
}

const changeOf = (now: number, was: number) => (now === was ? '=' : now > was ? `+${now - was}` : `−${was - now}`)

const reasonsRow = ({ journeyId, suppressed, deferred, left }: JourneyReport): string[] => {
  const told = [
    ...counted(suppressed),
    ...counted(deferred).map((one) => `later: ${one}`),
    ...counted(left).map((one) => `left: ${one}`),
  ]
  return [journeyId, told.join(', ') || '–']
}

const counted = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} ${count}`)

const experimentLine = ({ experiment, variants, p }: ExperimentReport): string => {
  const drawn = variants.map(
    ({ id, drawn, expected }) => `${id} ${drawn}${expected === undefined ? '' : ` of ${expected.toFixed(1)}`}`,
  )
  return `  ${experiment}: ${drawn.join(', ')}${p === undefined ? '' : ` (p = ${p.toFixed(3)}${p < unlikely ? ': not as weighted!' : ''})`}`
}

const unlikely = 0.001
