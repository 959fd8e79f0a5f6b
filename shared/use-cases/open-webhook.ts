import { secretText, type WebhookEngine, webhookIdOf, webhookSecret } from '#shared/access/webhook-secret.ts'
import type { Ports } from '#shared/ports.ts'

/** What an operator enters at the engine. The secret is shown this once; who lost it opens the webhook again. */
type OpenedWebhook = { path: string; secret: string; generation: number; previousUntil?: number }

const overlapMs = 24 * 60 * 60 * 1000 // for whoever enters the new secret: the old one is good for as long

/**
 * Opens a venue's door for a location engine, or gives it a new secret: the one before it stays good for a day, the ones
 * before that no longer. Opening it twice in a row shuts an old one out at once. Two at a time: one of them conflicts.
 */
export const openWebhook =
  ({ webhooks }: Pick<Ports, 'webhooks'>, secret: () => Promise<string>) =>
  async (venueId: string, engine: WebhookEngine, now: number): Promise<OpenedWebhook | 'conflict'> => {
    const webhookId = webhookIdOf(venueId, engine)
    const before = (await webhooks.find(webhookId)).webhook
    const generation = (before?.generation ?? 0) + 1
    const previousUntil = before === undefined ? 0 : now + overlapMs
    if ((await webhooks.save(webhookId, { generation, previousUntil })) === 'conflict') return 'conflict'
    return {
      path: `/webhooks/${webhookId}`,
      secret: secretText(engine, webhookSecret(await secret(), webhookId, generation)),
      generation,
      ...(before === undefined ? {} : { previousUntil }),
    }
  }
