import { describe, expect, test } from 'vitest'
import { sweepTimers } from '#shared/use-cases/sweep-timers.ts'
import { wakeMailboxes } from '#shared/use-cases/wake-mailboxes.ts'
import { at } from '#test/support/builders.ts'
import { outage, watchedPorts } from './support.ts'

const timer = (seconds: number, mailbox = 'device:phone-1') => ({ mailbox, dueAt: at(seconds) })
const day = 24 * 3600

describe('waking mailboxes', () => {
  const event = ({ mailbox, dueAt }: ReturnType<typeof timer>, receivedAt: number) => ({
    key: mailbox,
    body: { v: 1, kind: 'timer', mailbox, dueAt, receivedAt },
  })

  test('timers that are due become events of their mailboxes, the oldest first', async () => {
    const { memory, ports } = watchedPorts()
    await wakeMailboxes(ports)([timer(30, 'device:b'), timer(20), timer(30), timer(10, 'device:b')], at(40))
    expect(memory.streamed).toEqual([
      event(timer(10, 'device:b'), at(40)),
      event(timer(20), at(40)),
      event(timer(30, 'device:b'), at(40)),
      event(timer(30), at(40)),
    ])
    expect(memory.started).toEqual([])
  })

  test('a timer that the queue brought more than a second early waits on, its neighbours do not', async () => {
    const { memory, ports } = watchedPorts()
    await wakeMailboxes(ports)([timer(41.001), timer(41, 'device:b')], at(40))
    expect(memory.started).toEqual([{ ...timer(41.001), delaySeconds: 2 }])
    expect(memory.streamed).toEqual([event(timer(41, 'device:b'), at(41))])
  })

  test('a timer of half an hour waits on as long as the queue can', async () => {
    const { memory, ports } = watchedPorts()
    await wakeMailboxes(ports)([timer(1800)], at(0))
    expect(memory.started).toEqual([{ ...timer(1800), delaySeconds: 900 }])
    expect(memory.streamed).toEqual([])
  })

  test('an outage of the stream rejects', async () => {
    const { ports, before } = watchedPorts()
    before('events.put', outage)
    await expect(wakeMailboxes(ports)([timer(10)], at(40))).rejects.toThrow('the store is away')
  })
})

describe('sweeping timers', () => {
  const armed = async (...timers: readonly ReturnType<typeof timer>[]) => {
    const watched = watchedPorts()
    await watched.memory.timers.arm(timers, at(0))
    const ofArming = watched.memory.started.length
    return { ...watched, sweep: sweepTimers(watched.ports), restarted: () => watched.memory.started.slice(ofArming) }
  }

  test('a timer that was too far away is started once it is due within two minutes', async () => {
    const { sweep, memory, restarted } = await armed(timer(1200), timer(5000))
    await memory.timers.moveCursor(at(0))
    expect(await sweep(at(1020))).toEqual({ started: 0, overdue: 0, hopeless: 0 })
    expect(await sweep(at(1081))).toEqual({ started: 1, overdue: 0, hopeless: 0 })
    expect(restarted()).toEqual([{ ...timer(1200), delaySeconds: 119 }])
  })

  test('a near timer is left to the queue until it is overdue by a minute', async () => {
    const { sweep, memory, restarted } = await armed(timer(100))
    await memory.timers.moveCursor(at(0))
    expect(await sweep(at(60))).toEqual({ started: 0, overdue: 0, hopeless: 0 })
    expect(await sweep(at(160))).toEqual({ started: 0, overdue: 0, hopeless: 0 })
    expect(await sweep(at(160.001))).toEqual({ started: 0, overdue: 1, hopeless: 0 })
    expect(restarted()).toEqual([{ ...timer(100), delaySeconds: 0 }])
  })

  test('the cursor moves on, but never past a timer that is overdue', async () => {
    const { sweep, memory } = await armed(timer(100), timer(130))
    await sweep(at(60))
    expect(await memory.timers.cursor()).toBe(at(0))
    await sweep(at(300))
    expect(await memory.timers.cursor()).toBe(at(100))
    await memory.timers.clear([timer(100)])
    await sweep(at(360))
    expect(await memory.timers.cursor()).toBe(at(130))
    await memory.timers.clear([timer(130)])
    await sweep(at(420))
    expect(await memory.timers.cursor()).toBe(at(360))
  })

  test('after an outage of hours everything that fell due is started again, each once', async () => {
    const { sweep, memory, restarted } = await armed(timer(100), timer(200, 'device:b'), timer(2000))
    await memory.timers.moveCursor(at(60))
    expect(await sweep(at(7200))).toEqual({ started: 0, overdue: 3, hopeless: 0 })
    expect(restarted().map(({ mailbox, dueAt }) => ({ mailbox, dueAt }))).toEqual([
      timer(100),
      timer(200, 'device:b'),
      timer(2000),
    ])
  })

  test('what is overdue by more than a day is given up and forgotten', async () => {
    const { sweep, memory, restarted } = await armed(timer(100), timer(101))
    await memory.timers.moveCursor(at(0))
    expect(await sweep(at(101 + day))).toEqual({ started: 0, overdue: 1, hopeless: 1 })
    expect(restarted().map(({ dueAt }) => dueAt)).toEqual([at(101)])
    expect((await memory.timers.due(0, at(1000))).map(({ dueAt }) => dueAt)).toEqual([at(101)])
  })

  test('a sweep that cannot start what is due leaves the cursor where it was', async () => {
    const { sweep, memory, before } = await armed(timer(100))
    await memory.timers.moveCursor(at(0))
    before('timers.start', outage)
    await expect(sweep(at(300))).rejects.toThrow('the store is away')
    expect(await memory.timers.cursor()).toBe(at(0))
  })
})
