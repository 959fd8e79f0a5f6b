import { hkdfSync } from 'node:crypto'

/** The location engines that may deliver by webhook. */
export const webhookEngines = ['mist', 'cisco'] as const
export type WebhookEngine = (typeof webhookEngines)[number]

export const isWebhookEngine = (name: string): name is WebhookEngine => webhookEngines.some((one) => one === name)

/** One door of a venue for one engine. */
export const webhookIdOf = (venueId: string, engine: WebhookEngine): string => `${venueId}/${engine}`

/**
 * The secret that one engine signs with at one venue: derived from the organization's hardware key (HKDF, RFC 5869), so that
 * none is stored and who knows one knows no other. A higher `generation` is a new one.
 */
export const webhookSecret = (secret: string, webhookId: string, generation: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `usher webhook ${webhookId} ${generation}`, 32))

/** The same as the engine's settings take it: Mist signs with a text, Standard Webhooks with the bytes behind a prefix. */
export const secretText = (engine: WebhookEngine, secret: Buffer): string =>
  engine === 'mist' ? secret.toString('base64url') : `whsec_${secret.toString('base64')}`
