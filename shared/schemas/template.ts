import * as z from 'zod'
import type { Template } from '#shared/domain/template.ts'
import { idSchema, textSchema } from './fields.ts'
import { messageTextFields } from './message-texts.ts'

/** A message's texts under a name, for several journeys. */
export const templateSchema = z
  .strictObject({ id: idSchema, name: textSchema(100), ...messageTextFields })
  .meta({ id: 'Template' }) satisfies z.ZodType<Template>

export const templateExample = {
  id: 'welcome-back',
  name: 'Welcome back',
  title: 'Welcome back, {{ customer.firstName }}',
  body: 'Good to see you at {{ venue.name }}.',
  link: 'https://example.com/{{ venue.id }}',
  locale: 'en',
  locales: { de: { title: 'Willkommen zurück, {{ customer.firstName }}' } },
  fallbacks: { 'customer.firstName': 'you' },
}
