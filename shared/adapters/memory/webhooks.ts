import type { Webhook, Webhooks } from '#shared/ports.ts'

/** Webhooks and the deliveries that came by them, in memory. */
export const memoryWebhooks = (): Webhooks => {
  const doors = new Map<string, Webhook>()
  const deliveries = new Map<string, number>()
  return {
    find: async (webhookId, deliveryId) => {
      const webhook = doors.get(webhookId)
      const takenUntil = deliveries.get(deliveryId ?? '')
      return {
        ...(webhook && { webhook: structuredClone(webhook) }),
        ...(takenUntil !== undefined && { takenUntil }),
      }
    },
    save: async (webhookId, webhook) => {
      if ((doors.get(webhookId)?.generation ?? 0) !== webhook.generation - 1) return 'conflict'
      doors.set(webhookId, structuredClone(webhook))
      return 'written'
    },
    remember: async (deliveryId, { now, until }) => {
      if ((deliveries.get(deliveryId) ?? Number.NEGATIVE_INFINITY) > now) return 'conflict'
      deliveries.set(deliveryId, until)
      return 'written'
    },
  }
}
