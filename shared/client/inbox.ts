import type { Message } from '../domain/message.ts'

/** An inbox as it is kept: what is known of each id, oldest first, and the cards on the screen. */
type SavedInbox = {
  ids: readonly (readonly [id: string, known: Known])[]
  cards: readonly Message[]
}

type Known = 'arrived' | 'opened' | 'revoked'

export const emptyInbox: SavedInbox = { ids: [], cards: [] }

/**
 * What became of a message: `revoked` was taken back before it came, `revocation` has nothing to show and only takes back.
 * `withdrawn` is the card that it took off the screen.
 */
type Received = {
  outcome: 'shown' | 'repeated' | 'expired' | 'revoked' | 'revocation'
  withdrawn?: Message
}

type Inbox = {
  /** Takes a message in. `now` is the phone's clock. */
  receive(message: Message, now: number): Received
  /** Notes that she has opened a card: nothing takes it back any more. */
  open(id: string): void
  /** The cards on the screen, oldest first. */
  cards(now: number): readonly Message[]
  saved(): SavedInbox
}

/**
 * Shows each id once, ever: the last `rememberedIds` of them are remembered, cards expire by themselves, and a revoked id
 * never shows, even if it comes after its revocation. A revocation with a title is a card of its own: a replacement.
 */
export const createInbox = (saved: SavedInbox, rememberedIds: number): Inbox => {
  const ids = new Map(saved.ids)
  const cards = new Map(saved.cards.map((card) => [card.id, card]))

  const remember = (id: string, known: Known) => {
    ids.set(id, known)
    for (const oldest of ids.keys()) {
      if (ids.size <= rememberedIds) break
      ids.delete(oldest)
    }
  }

  const withdraw = (id: string): Message | undefined => {
    // she may be walking to the till with it: it stands until it expires
    if (ids.get(id) === 'opened') return undefined
    const card = cards.get(id)
    cards.delete(id)
    if (!ids.has(id)) remember(id, 'revoked')
    return card
  }

  const dropExpired = (now: number) => {
    for (const card of cards.values()) if (card.expiresAt <= now) cards.delete(card.id)
  }

  return {
    receive: (message, now) => {
      dropExpired(now)
      const known = ids.get(message.id)
      if (known === 'arrived' || known === 'opened') return { outcome: 'repeated' }
      const withdrawn = message.revokes === undefined ? undefined : withdraw(message.revokes)
      remember(message.id, 'arrived')
      const outcome = known ?? outcomeOf(message, now)
      if (outcome === 'shown') cards.set(message.id, message)
      return withdrawn ? { outcome, withdrawn } : { outcome }
    },
    open: (id) => {
      if (cards.has(id)) ids.set(id, 'opened')
    },
    cards: (now) => {
      dropExpired(now)
      return [...cards.values()]
    },
    saved: () => ({ ids: [...ids], cards: [...cards.values()] }),
  }
}

const outcomeOf = (message: Message, now: number) => {
  if (message.revokes !== undefined && message.title === '') return 'revocation'
  return message.expiresAt <= now ? 'expired' : 'shown'
}
