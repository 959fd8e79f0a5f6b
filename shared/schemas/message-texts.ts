import * as z from 'zod'
import { hasLiquid, textLimits } from '#shared/domain/template.ts'

/** A text that is sent as it stands, or a Liquid template whose result is measured once it is rendered. */
export const liquidText = (longest: number) => {
  const message = `must be text of 1 to ${longest} characters`
  const source = `must be a template of ${textLimits.source} characters at most`
  return z
    .string(message)
    .min(1, message)
    .max(textLimits.source, source)
    .refine((text) => hasLiquid(text) || text.length <= longest, message)
}

const linkMessage = `must be an https:// address of ${textLimits.link} characters at most`

export const httpsLink = z.url({ protocol: /^https$/, error: linkMessage }).max(textLimits.link, linkMessage)

const liquidLink = z
  .string(linkMessage)
  .max(textLimits.source, linkMessage)
  .refine((text) => hasLiquid(text) || httpsLink.safeParse(text).success, linkMessage)

const texts = {
  title: liquidText(textLimits.title),
  body: liquidText(textLimits.body),
  link: z.exactOptional(liquidLink),
}

const localeMessage = 'must be a language, such as de or de-AT'
export const localeSchema = z.string(localeMessage).regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3}$/, localeMessage)

const pathMessage = 'must be what a template asks for, such as customer.firstName'
const valuePath = z.string(pathMessage).regex(/^[a-zA-Z]\w*(\.[\w-]+){1,8}$/, pathMessage)

/** The fields of a message's texts, in a journey or under a name of their own. */
export const messageTextFields = {
  ...texts,
  locale: z.exactOptional(localeSchema),
  locales: z.exactOptional(
    z.record(
      localeSchema,
      z.strictObject({
        title: z.exactOptional(texts.title),
        body: z.exactOptional(texts.body),
        link: texts.link,
      }),
    ),
  ),
  fallbacks: z.exactOptional(z.record(valuePath, z.string('must be text').max(200))),
}
