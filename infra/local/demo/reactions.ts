import type { Phone } from '#shared/client/phone.ts'
import type { Message } from '#shared/domain/message.ts'
import type { Random } from './random.ts'
import type { DemoClock } from './ticker.ts'

/** Taps on cards as people do: many open it after a few seconds, some wave it away, few look at it for ever. */
export const reactTo = (phone: Phone, message: Message, random: Random, clock: DemoClock): void => {
  const mood = random.next()
  const event = mood < 0.6 ? 'opened' : 'dismissed'
  if (mood > 0.8) return
  clock.at(clock.now() + 1000 * random.between(2, 8), () => {
    phone.receipt(message.id, event)
    if (event === 'opened' && message.kind === 'survey') {
      phone.receipt(message.id, 'answered', String(Math.floor(random.between(2, 11))))
    }
  })
}
