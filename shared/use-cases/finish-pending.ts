import type { Effect, Task } from '#shared/domain/effect.ts'
import { personMailbox } from '#shared/domain/event.ts'
import type { Message } from '#shared/domain/message.ts'
import type { PendingRuns, Runs } from '#shared/domain/runs.ts'
import type { Ports } from '#shared/ports.ts'

export type FinishPorts = Pick<Ports, 'people' | 'directory' | 'tasks' | 'timers' | 'phones'>

/**
 * Does what a ledger's write has decided about runs: traits, tasks, the timer, and last the runs' own item, which says that all
 * of it was done. Everything here can be repeated; whoever finds it undone does it before writing the ledger anew.
 */
export const finishPending =
  (ports: FinishPorts) =>
  async (ledgerId: string, { change, effects }: PendingRuns, runs: Runs, now: number): Promise<void> => {
    for (const effect of effects) if (effect.effect === 'update') await update(ports, effect)
    await raise(
      ports,
      effects.flatMap((one) => (one.effect === 'task' ? [one.task] : [])),
    )
    if (change.wakeAt !== null) await ports.timers.arm([{ mailbox: wakeMailbox(ledgerId), dueAt: change.wakeAt }], now)
    await ports.people.saveRuns(ledgerId, runs)
  }

/** Where a person's timers come: a ledger is a customer's, or a device's that nobody was identified with. */
const wakeMailbox = (ledgerId: string): string => {
  const [, kind, id = ''] = /^(customer|device):(.*)$/s.exec(ledgerId) ?? []
  return personMailbox(kind === 'customer' ? { customerId: id } : { deviceId: id })
}

const update = async (
  { directory }: FinishPorts,
  { customerId, trait, value }: Extract<Effect, { effect: 'update' }>,
) => {
  await directory.updateTrait(customerId, trait, value)
}

/** Raises tasks, and rings the phones of those who are meant. */
const raise = async ({ tasks, people, phones }: FinishPorts, raised: readonly Task[]): Promise<void> => {
  if (raised.length === 0) return
  await tasks.raise(raised)
  const customerIds = [...new Set(raised.flatMap(({ to }) => to))]
  if (customerIds.length === 0) return
  const { customers } = await people.find({ customerIds, ledgerIds: [] })
  for (const task of raised) {
    const deviceIds = task.to.flatMap((id) => customers.get(id)?.deviceIds ?? [])
    await Promise.all(deviceIds.map((deviceId) => phones.publish(deviceId, messageOf(task))))
  }
}

const messageOf = ({ id, title, note, expiresAt }: Task): Message => ({
  id,
  class: 'service',
  kind: 'text',
  title,
  body: note ?? title,
  locale: 'en',
  expiresAt,
})
