import type { Publish } from '#shared/client/connection.ts'

/** Publishes each payload of a phone several times: the same bytes to the same topic. */
export type Deliveries = {
  /** For the phone: what it publishes goes through here. */
  through(publish: Publish): Publish
  /** Sends the copies that wait for a later message, and resolves when the broker has every one. */
  flush(): Promise<void>
}

/**
 * `times` deliveries of every message. Every other copy follows at once, the rest only after the phone's next message: a
 * broker may repeat itself right away or when the world has moved on.
 */
export const createDeliveries = (times: number): Deliveries => {
  const underWay = new Set<Promise<void>>()
  let waiting: (() => void)[] = []

  const sendWaiting = () => {
    const due = waiting
    waiting = []
    for (const send of due) send()
  }

  return {
    through: (publish) => (topic, payload) => {
      const sent = publish(topic, payload)
      sendWaiting()
      for (let copy = 2; copy <= times; copy++) {
        const send = () => {
          const again = publish(topic, payload).finally(() => underWay.delete(again))
          underWay.add(again)
        }
        if (copy % 2 === 0) send()
        else waiting.push(send)
      }
      return sent
    },
    flush: async () => {
      sendWaiting()
      await Promise.all(underWay)
    },
  }
}
