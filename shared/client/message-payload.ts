import type { Message } from '../domain/message.ts'

/** Reads what came on the phone's topic. Undefined for anything that a phone can't show or act on. */
export const readMessage = (payload: Uint8Array): Message | undefined => {
  try {
    const message = JSON.parse(new TextDecoder().decode(payload)) as Message
    return isMessage(message) ? message : undefined
  } catch {
    return undefined
  }
}

const isMessage = (message: Partial<Message> | null) =>
  typeof message?.id === 'string' &&
  typeof message.title === 'string' &&
  typeof message.body === 'string' &&
  typeof message.expiresAt === 'number' &&
  (message.revokes === undefined || typeof message.revokes === 'string')
