import type { Subject } from './condition.ts'
import type { MessageStep, MessageTemplate, TaskStep } from './journey.ts'

/** A message's texts under a name, for several journeys. */
export type Template = MessageTemplate & { id: string; name: string }

/** What a template may ask about: the subject of conditions, and `offer.code` where there is one. */
export type Rendered = { title: string; body: string; link?: string; locale: string }

/**
 * Renders a step's texts in the locale that comes nearest. `unrendered` says why there is nothing to send: a value is missing
 * that has no fallback, or a text is too long.
 */
export type Render = (
  step: MessageStep | TaskStep,
  subject: Subject,
  locale: string,
) => Rendered | { unrendered: string }

/** Characters that a text may have once it is rendered, and a template before. */
export const textLimits = { title: 80, body: 400, link: 500, note: 1000, source: 4000 } as const

/** Whether a text has anything to render in it. */
export const hasLiquid = (text: string): boolean => text.includes('{{') || text.includes('{%')
