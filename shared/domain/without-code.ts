import type { Message } from './message.ts'

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
