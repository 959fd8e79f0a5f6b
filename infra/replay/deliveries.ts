import type { Publish } from '#shared/client/connection.ts'
import { defaultKnobs } from '#shared/domain/venue.ts'

const lateAfterMilliseconds = defaultKnobs.maxLatenessSeconds * 1000

/** Publishes each payload of a phone several times: the same bytes to the same topic. */
export type Deliveries = {
  /** For the phone: what it publishes goes through here. */
  through(publish: Publish): Publish
  /** Sends the copies that wait for a later message, and resolves when the broker has every one. */
  flush(): Promise<void>
}

/**
 * So many deliveries of every message. Every other copy follows at once, the rest only behind the phone's next message, or
 * before it where that would make them late: a broker may repeat itself right away or when the world has moved on.
 */
export const createDeliveries = (deliveries: number): Deliveries => {
  const underWay = new Set<Promise<void>>()
  let waiting: (() => void)[] = []
  let waitingSince = Number.POSITIVE_INFINITY

  const sendWaiting = () => {
    const due = waiting
    waiting = []
    waitingSince = Number.POSITIVE_INFINITY
    for (const send of due) send()
  }

  return {
    through: (publish) => (topic, payload) => {
      const times = timesIn(payload)
      if (Math.max(...times) - waitingSince > lateAfterMilliseconds) sendWaiting()
      const sent = publish(topic, payload)
      sendWaiting()
      for (let copy = 2; copy <= deliveries; copy++) {
        const send = () => {
          const again = publish(topic, payload).finally(() => underWay.delete(again))
          underWay.add(again)
        }
        if (copy % 2 === 0) send()
        else {
          waiting.push(send)
          waitingSince = Math.min(waitingSince, ...times)
        }
      }
      return sent
    },
    flush: async () => {
      sendWaiting()
      await Promise.all(underWay)
    },
  }
}

/** When the sightings of a payload were heard; none for a receipt. */
const timesIn = (payload: string): number[] => {
  const { sightings = [] } = JSON.parse(payload) as { sightings?: { at: number }[] }
  return sightings.map(({ at }) => at)
}
