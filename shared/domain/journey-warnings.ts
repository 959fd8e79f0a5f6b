import type { FrequencyCap, Journey, MessageStep, Step } from './journey.ts'
import type { Offer } from './offer.ts'
import { type QuietHours, silenceOf } from './quiet-hours.ts'
import type { ReleaseContent } from './release.ts'
import { defaultSettings } from './settings.ts'
import { type StepGraph, stepGraph } from './step-graph.ts'
import type { ReferenceFault } from './venue-faults.ts'

type Content = Pick<ReleaseContent, 'journeys' | 'offers' | 'settings'>

/** What may be published and is doubtful all the same, each with its place. */
export const journeyWarnings = ({ journeys, offers = [], settings = defaultSettings }: Content): ReferenceFault[] => {
  const byId = new Map(offers.map((offer) => [offer.id, offer]))
  return journeys.flatMap((journey) => {
    const quiet = journey.quietHours ?? settings.venues[journey.entrance.venueId]?.quietHours ?? settings.quietHours
    return [
      ...journey.steps.flatMap((step, i) =>
        step.kind === 'message'
          ? [
              ...offerWarnings(step, byId, i),
              ...expiryWarnings(step, quiet, i),
              ...withdrawalWarnings(step, journey, i),
            ]
          : [],
      ),
      ...leavingWarnings(journey),
      ...receiptWarnings(journey),
      ...capWarnings(journey),
    ].map((warning) => ({ ...warning, path: `journeys.${journey.id}.${warning.path}` }))
  })
}

const offerWarnings = ({ message, expiresInSeconds }: MessageStep, offers: ReadonlyMap<string, Offer>, i: number) => {
  const path = `steps[${i}].message.offerId`
  const offer = offers.get(message.offerId ?? '')
  if (message.offerId === undefined) return []
  if (!offer)
    return [{ path, reason: `there is no offer "${message.offerId}": its name is sent, without a code or a stock` }]
  const isEndless = offer.stock === undefined && offer.budget === undefined
  return [
    ...(isEndless ? [{ path, reason: `offer "${offer.id}" has neither stock nor budget: everybody may get it` }] : []),
    ...(offer.codeValidSeconds < expiresInSeconds
      ? [
          {
            path: `steps[${i}].expiresInSeconds`,
            reason: `the message is shown for ${expiresInSeconds} s, and its code is good for ${offer.codeValidSeconds} s`,
            example: offer.codeValidSeconds,
          },
        ]
      : []),
  ]
}

/** A message that is deferred to the morning is of no use if it has run out by then. */
const expiryWarnings = (step: MessageStep, quiet: QuietHours | undefined, i: number): ReferenceFault[] => {
  if (step.class !== 'marketing' || quiet?.fallback !== 'defer') return []
  const longestSeconds = Math.max(0, ...quiet.windows.map(silenceOf).map(({ start, end }) => (end - start) / 1000))
  return step.expiresInSeconds >= longestSeconds
    ? []
    : [
        {
          path: `steps[${i}].expiresInSeconds`,
          reason: `quiet hours defer it by up to ${longestSeconds} s, and it runs out after ${step.expiresInSeconds} s: what is deferred may never be sent`,
          example: longestSeconds,
        },
      ]
}

const withdrawalWarnings = ({ withdrawOn }: MessageStep, { entrance }: Journey, i: number): ReferenceFault[] =>
  withdrawOn !== undefined && 'moment' in entrance && entrance.moment === `${withdrawOn}.exit`
    ? [
        {
          path: `steps[${i}].withdrawOn`,
          reason: `she has left the ${withdrawOn} when she gets it: it is never withdrawn`,
        },
      ]
    : []

const leavingWarnings = ({ entrance, leaveOn }: Journey): ReferenceFault[] =>
  leaveOn !== undefined && 'moment' in entrance && entrance.moment === `${leaveOn}.exit`
    ? [{ path: 'leaveOn', reason: `she has left the ${leaveOn} when she enters: it ends nothing` }]
    : []

/** Only an offer is redeemed, and only a survey is answered. */
const receiptWarnings = ({ steps, goal }: Journey): ReferenceFault[] => {
  const messages = steps.filter((step) => step.kind === 'message')
  const targets = [
    ...steps.flatMap((step, i) => (step.kind === 'waitFor' ? [{ target: step.for, path: `steps[${i}].for` }] : [])),
    ...(goal ? [{ target: goal, path: 'goal' }] : []),
  ]
  return targets.flatMap(({ target, path }) => {
    if (!('receipt' in target)) return []
    const asked = messages.filter(({ id }) => target.stepId === undefined || target.stepId === id)
    if (asked.length === 0) return []
    if (target.receipt === 'redeemed' && asked.every(({ message }) => message.offerId === undefined))
      return [
        { path, reason: 'nothing of it can be redeemed: the message has no offer', example: { receipt: 'opened' } },
      ]
    if (target.receipt === 'answered' && asked.every(({ message }) => message.kind === 'offer'))
      return [
        { path, reason: 'nobody answers an offer; ask by a survey, a text or a route', example: { receipt: 'opened' } },
      ]
    return []
  })
}

/** A cap that stops a journey's own later messages, however long somebody takes. */
const capWarnings = (journey: Journey): ReferenceFault[] => {
  const longest = longestWay(stepGraph(journey))
  if (longest === undefined) return []
  return journey.frequencyCaps.flatMap(({ limit, windowSeconds }: FrequencyCap, i) =>
    longest.messages > limit && longest.seconds < windowSeconds
      ? [
          {
            path: `frequencyCaps[${i}]`,
            reason: `a run sends up to ${longest.messages} messages within ${longest.seconds} s, and only ${limit} in ${windowSeconds} s go out`,
            example: { limit: longest.messages, windowSeconds },
          },
        ]
      : [],
  )
}

/** The most messages, and the longest time, that a run may have from its first step on. Undefined where it may turn back. */
const longestWay = ({ steps, ways }: StepGraph): { messages: number; seconds: number } | undefined => {
  const behind: { messages: number; seconds: number }[] = []
  for (let place = steps.length - 1; place >= 0; place--) {
    const nexts = (ways[place] ?? []).flatMap(({ to }) => (typeof to === 'number' ? [to] : []))
    if (nexts.some((to) => to <= place)) return undefined
    const after = nexts.flatMap((to) => behind[to] ?? [])
    const step = steps[place]
    behind[place] = {
      messages: (isMarketing(step) ? 1 : 0) + Math.max(0, ...after.map(({ messages }) => messages)),
      seconds: secondsAt(step) + Math.max(0, ...after.map(({ seconds }) => seconds)),
    }
  }
  return behind[0]
}

const isMarketing = (step: Step | undefined): boolean => step?.kind === 'message' && step.class === 'marketing'

const secondsAt = (step: Step | undefined): number => {
  if (step?.kind === 'delay') return step.seconds
  return step?.kind === 'waitFor' ? step.timeoutSeconds : 0
}
