import type { MessageClass, MessageKind } from './journey.ts'

/** What a phone gets, on `usher/devices/{deviceId}/messages`. `revokes` takes back an earlier message by its id. */
export type Message = {
  id: string
  class: MessageClass
  kind: MessageKind
  title: string
  body: string
  link?: string
  image?: string
  offer?: { id: string; code?: string }
  locale: string
  expiresAt: number
  revokes?: string
}

/** A code is as good as money: neither it nor the texts and links that it stands in may say it. */
export const withoutCode = (message: Message): Message => {
  const { title, body, link, offer } = message
  const code = offer?.code
  if (offer === undefined || code === undefined) return message
  const without = (text: string) => text.replaceAll(code, redacted)
  const texts = { title: without(title), body: without(body), ...(link === undefined ? {} : { link: without(link) }) }
  return { ...message, ...texts, offer: { id: offer.id } }
}

const redacted = '****-****-****'
