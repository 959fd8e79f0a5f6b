import type { Journey } from '#shared/domain/journey.ts'
import type { Settings } from '#shared/domain/settings.ts'
import type { Render, Template } from '#shared/domain/template.ts'

/** Stands in until templates are here: texts as they are. */
export const compileTemplates =
  ({
    templates = [],
  }: {
    journeys: readonly Journey[]
    templates?: readonly Template[]
    settings?: Settings
  }): Render =>
  (step, _subject, locale) => {
    if (step.kind === 'task') return { title: step.title, body: step.note ?? '', locale }
    const { message } = step
    const template = 'templateId' in message ? templates.find(({ id }) => id === message.templateId) : message
    if (!template || !('title' in template)) return { unrendered: 'no such template' }
    const { title, body, link } = template
    return { title, body, ...(link !== undefined && { link }), locale }
  }
