import type { MessageStep, MessageTemplate, TaskStep } from '#shared/domain/journey.ts'
import type { ReleaseContent } from '#shared/domain/release.ts'
import { defaultSettings } from '#shared/domain/settings.ts'
import { hasLiquid, type Render } from '#shared/domain/template.ts'
import { parse, renderParsed } from './engine.ts'
import { localeChain, textIn } from './locale-chain.ts'
import { memoized } from './memoized.ts'
import { reasonOf } from './reasons.ts'
import { plain, type TextField, textFault } from './rendered-text.ts'
import type { Setting } from './strict-context.ts'

type Shown = { text: string; locale: string } | { unrendered: string }

/** Makes the texts of a release ready. Each template is parsed once, when it is first rendered; plain texts never are. */
export const compileTemplates = (
  {
    venues,
    templates = [],
    settings: { localeFallbacks } = defaultSettings,
  }: Pick<ReleaseContent, 'venues' | 'templates' | 'settings'>,
  parsed = memoized(parse),
): { render: Render } => {
  const byId = new Map(templates.map((one) => [one.id, one]))
  const timezones = new Map(venues.map(({ id, timezone }) => [id, timezone]))
  const chains = memoized((locale: string) => localeChain(locale, localeFallbacks))

  const textOf = (text: string, setting: Setting): { text: string } | { unrendered: string } => {
    if (!hasLiquid(text)) return { text }
    try {
      return { text: renderParsed(parsed(text), setting) }
    } catch (error) {
      return { unrendered: reasonOf(error) }
    }
  }

  const render: Render = (step, subject, locale) => {
    const template = textsOf(step, byId)
    if (template === undefined) return { unrendered: 'its template is not there' }
    const { fallbacks = {}, locale: ownLocale = localeFallbacks[0] ?? 'en' } = template
    const timezone = timezones.get(venueIdOf(subject.venue)) ?? 'UTC'

    const show = (field: TextField): Shown | undefined => {
      const found = textIn(template, field, chains(locale), ownLocale)
      if (found === undefined) return undefined
      const made = textOf(found.text, { subject, locale: found.locale, timezone, fallbacks })
      const text = 'text' in made ? plain(made.text, field) : ''
      const fault = 'text' in made ? textFault(text, field, step.kind) : made.unrendered
      return fault === undefined ? { text, locale: found.locale } : { unrendered: `${field}: ${fault}` }
    }

    const title = show('title') ?? { unrendered: 'title: it is missing' }
    if ('unrendered' in title) return title
    const body = show('body') ?? { unrendered: 'body: it is missing' }
    if ('unrendered' in body) return body
    const link = show('link')
    if (link === undefined) return { title: title.text, body: body.text, locale: body.locale }
    return 'unrendered' in link ? link : { title: title.text, body: body.text, link: link.text, locale: body.locale }
  }
  return { render }
}

/** The texts of a step; undefined where it names a template that is not there. */
export const textsOf = (
  step: MessageStep | TaskStep,
  templates: ReadonlyMap<string, MessageTemplate>,
): MessageTemplate | undefined => {
  if (step.kind === 'task') return { title: step.title, body: step.note ?? '' }
  return step.message.templateId === undefined ? step.message : templates.get(step.message.templateId)
}

const venueIdOf = (venue: unknown): string =>
  typeof venue === 'object' && venue !== null && 'id' in venue ? String(venue.id) : ''
