import { randomUUID } from 'node:crypto'
import type { Clock } from '../contracts.ts'
import { openPendingLog } from '../files/pending-log.ts'

/** A message as the queue keeps it. Times are on the clock; `attributes` are SQS message attributes, passed through. */
export type Message = {
  id: string
  body: string
  attributes?: Readonly<Record<string, unknown>>
  sentAt: number
  visibleAt: number
  receiveCount: number
  firstReceivedAt?: number
  /** When it was received last. */
  receivedAt?: number
}

export type NewMessage = { body: string; attributes?: Readonly<Record<string, unknown>>; delayInMillis: number }

/** Who wants to know that messages can be received. A stepped clock waits for what it returns. */
type ReadyListener = () => unknown

/** One SQS queue, kept in a file: what `send` has returned from survives a kill. */
export type Queue = {
  readonly visible: number
  /** Of messages that can't be received now. */
  readonly hidden: { inFlight: number; delayed: number }
  send(messages: readonly NewMessage[]): readonly Message[]
  /** Takes over a message of another queue as it is. */
  adopt(message: Message): void
  /** Up to `max` visible messages, oldest first, hidden until their visibility ends or, if `held`, until `release`. */
  receive(max: number, visibilityInMillis: number, held?: 'held'): readonly Message[]
  /** Shows held messages again once their visibility has ended. */
  release(messages: readonly Message[]): void
  /** A receipt of an earlier receive deletes nothing; nor does one of a message that is gone. */
  delete(receipts: readonly string[]): void
  /** When the message of a receipt was received, as long as it is in flight with it. */
  receivedAt(receipt: string): number | undefined
  /** False if the receipt is not of a message in flight. */
  changeVisibility(receipt: string, visibilityInMillis: number): boolean
  purge(): void
  onReady(listener: ReadyListener): void
  close(): void
}

export const receiptOf = ({ id, receiveCount }: Message) => `${id}#${receiveCount}`

/** Whether a receipt could be one of ours, of whichever message. */
export const isReceipt = (text: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}#\d+$/.test(text)

export type QueueOptions = {
  clock: Clock
  /** A message lives so long after it was sent, whatever queue it is in by then. */
  retentionInMillis: number
  /** Takes a message that was received `maxReceives` times without being deleted. */
  redrive?: { maxReceives: number; adopt(message: Message): void } | undefined
}

export const openQueue = (path: string, { clock, retentionInMillis, redrive }: QueueOptions): Queue => {
  const log = openPendingLog<Message>(path)
  const ready = new Set<string>()
  const timers = new Map<string, () => void>()
  const listeners: ReadyListener[] = []

  const tell = () => Promise.all(listeners.map((listener) => listener()))

  /** Puts a message where it belongs by its time. Answers whether it can be received now. */
  const place = ({ id, visibleAt }: Message): boolean => {
    timers.get(id)?.()
    timers.delete(id)
    if (visibleAt <= clock.now()) return Boolean(ready.add(id))
    const show = () => {
      timers.delete(id)
      ready.add(id)
      return tell()
    }
    timers.set(id, clock.at(visibleAt, show))
    return false
  }

  const put = (messages: readonly Message[]) => {
    log.set(messages.map((message) => [message.id, message]))
    if (messages.map(place).some(Boolean)) tell()
  }

  const forget = (ids: readonly string[]) => {
    log.delete(ids)
    for (const id of ids) {
      ready.delete(id)
      timers.get(id)?.()
      timers.delete(id)
    }
  }

  const inFlight = (receipt: string): Message | undefined => {
    const message = log.entries.get(receipt.slice(0, receipt.lastIndexOf('#')))
    return message !== undefined && receiptOf(message) === receipt && message.receiveCount > 0 ? message : undefined
  }

  const take = (max: number): Message[] => {
    const taken: Message[] = []
    for (const id of ready) {
      if (taken.length === max) break
      ready.delete(id)
      const message = log.entries.get(id)
      if (message === undefined) continue
      if (message.sentAt + retentionInMillis <= clock.now()) log.delete([id])
      else if (redrive !== undefined && message.receiveCount >= redrive.maxReceives) {
        redrive.adopt(message)
        log.delete([id])
      } else taken.push(message)
    }
    return taken
  }

  for (const message of log.entries.values()) place(message)

  return {
    get visible() {
      return ready.size
    },
    get hidden() {
      const hidden = [...log.entries.values()].filter(({ id }) => !ready.has(id))
      const delayed = hidden.filter(({ receiveCount }) => receiveCount === 0).length
      return { inFlight: hidden.length - delayed, delayed }
    },
    send(messages) {
      const sentAt = clock.now()
      const sent = messages.map(({ body, attributes, delayInMillis }): Message => {
        const visibleAt = sentAt + delayInMillis
        return { id: randomUUID(), body, ...(attributes && { attributes }), sentAt, visibleAt, receiveCount: 0 }
      })
      put(sent)
      return sent
    },
    adopt({ firstReceivedAt: _, receivedAt: __, ...message }) {
      put([{ ...message, visibleAt: clock.now(), receiveCount: 0 }])
    },
    receive(max, visibilityInMillis, held) {
      const now = clock.now()
      const received = take(max).map(
        (message): Message => ({
          ...message,
          receiveCount: message.receiveCount + 1,
          firstReceivedAt: message.firstReceivedAt ?? now,
          receivedAt: now,
          visibleAt: now + visibilityInMillis,
        }),
      )
      log.set(received.map((message) => [message.id, message]))
      if (held === undefined) received.forEach(place)
      return received
    },
    release(messages) {
      const current = messages.filter((message) => inFlight(receiptOf(message)) !== undefined)
      if (current.map(place).some(Boolean)) tell()
    },
    delete(receipts) {
      forget(receipts.map(inFlight).flatMap((message) => message?.id ?? []))
    },
    receivedAt: (receipt) => inFlight(receipt)?.receivedAt,
    changeVisibility(receipt, visibilityInMillis) {
      const message = inFlight(receipt)
      if (message === undefined || ready.has(message.id)) return false
      put([{ ...message, visibleAt: clock.now() + visibilityInMillis }])
      return true
    },
    purge: () => forget([...log.entries.keys()]),
    onReady: (listener) => listeners.push(listener),
    close() {
      for (const cancel of timers.values()) cancel()
      log.close()
    },
  }
}
