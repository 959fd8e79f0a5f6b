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
