import { compileConditions } from '#shared/domain/compile-conditions.ts'
import type { Journey, MessageStep, TaskStep } from '#shared/domain/journey.ts'
import type { Persona } from '#shared/domain/persona.ts'
import type { ReleaseContent } from '#shared/domain/release.ts'
import type { ReferenceFault } from '#shared/domain/venue-faults.ts'
import { compileTemplates, textsOf } from './compile-templates.ts'
import { type Parsed, parse } from './engine.ts'
import { memoized } from './memoized.ts'
import { sampleSubject } from './sample-subject.ts'
import { pathsIn, templateFaults } from './template-faults.ts'

type Content = Omit<ReleaseContent, 'version' | 'publishedAt'>

/**
 * Everything in the texts of content that keeps it from being published: what can't be read, and what does not render for a
 * persona whom its journey would let in.
 */
export const contentTextFaults = (content: Content, personas: readonly Persona[]): ReferenceFault[] => {
  const parsed = memoized(parse)
  const templates = content.templates ?? []
  const unreadable = [
    ...templates.flatMap((one) => templateFaults(one, `templates.${one.id}`, parsed)),
    ...content.journeys.flatMap((journey) =>
      textSteps(journey).flatMap(({ step, path }) => {
        const own = textsOf(step, new Map())
        return own ? templateFaults(own, path, parsed).map((fault) => ofStep(fault, step)) : []
      }),
    ),
  ]
  return unreadable.length > 0 ? unreadable : renderFaults(content, personas, parsed)
}

/** What would not be sent to whom. Of everything that is wrong with a text, one fault, with whoever it shows for first. */
const renderFaults = (
  content: Content,
  personas: readonly Persona[],
  parsed: (text: string) => Parsed,
): ReferenceFault[] => {
  const templates = new Map((content.templates ?? []).map((one) => [one.id, one]))
  const venues = new Map(content.venues.map((one) => [one.id, one]))
  const offers = new Map((content.offers ?? []).map((one) => [one.id, one]))
  const { render } = compileTemplates(content, parsed)
  const conditions = compileConditions(content.segments ?? [])
  return content.journeys.flatMap((journey) => {
    const { audience, venueId } = journey.entrance
    const asks = audience && conditions.compile(audience)
    return textSteps(journey).flatMap(({ step, path }) => {
      const texts = textsOf(step, templates)
      const asked = texts ? pathsIn(texts, parsed) : []
      if (texts === undefined || asked.length === 0) return []
      const place = { journey, step, venue: venues.get(venueId), offer: offers.get(offerIdOf(step)) }
      const subjectOf = sampleSubject(place, asked)
      const faults = new Map<string, ReferenceFault>()
      for (const [i, persona] of personas.entries()) {
        const subject = subjectOf(persona)
        if (asks && !asks.holds(subject)) continue
        for (const locale of [languageOf(persona), ...(i === 0 ? Object.keys(texts.locales ?? {}) : [])]) {
          const rendered = render(step, subject, locale)
          if (!('unrendered' in rendered) || faults.has(rendered.unrendered)) continue
          const fault = unrenderedFault(rendered.unrendered, `${persona.name} in ${locale}`, path)
          faults.set(rendered.unrendered, ofStep(fault, step))
        }
      }
      return [...faults.values()]
    })
  })
}

const unrenderedFault = (unrendered: string, forWhom: string, path: string): ReferenceFault => {
  const [, field = '', reason = unrendered] = /^(\w+): (.*)$/s.exec(unrendered) ?? []
  const [, missing] = /^(\S+) is missing/.exec(reason) ?? []
  return {
    path: `${path}.${field}`,
    reason: `does not render for ${forWhom}: ${reason}`,
    ...(missing === undefined ? {} : { example: { fallbacks: { [missing]: 'there' } } }),
  }
}

type TextStep = { step: MessageStep | TaskStep; path: string }

const textSteps = ({ id, steps }: Journey): TextStep[] =>
  steps.flatMap((step, i): TextStep[] => {
    const path = `journeys.${id}.steps[${i}]`
    if (step.kind === 'task') return [{ step, path }]
    return step.kind === 'message' ? [{ step, path: `${path}.message` }] : []
  })

/** A task calls its body a note. */
const ofStep = (fault: ReferenceFault, { kind }: MessageStep | TaskStep): ReferenceFault =>
  kind === 'task' ? { ...fault, path: fault.path.replace(/\.body$/, '.note') } : fault

const offerIdOf = (step: MessageStep | TaskStep): string =>
  step.kind === 'message' ? (step.message.offerId ?? '') : ''

const languageOf = ({ locale, traits: { language } }: Persona): string =>
  locale ?? (typeof language === 'string' ? language : 'en')
