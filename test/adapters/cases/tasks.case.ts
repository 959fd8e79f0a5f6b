import { expect, test } from 'vitest'
import type { Task } from '#shared/domain/effect.ts'
import type { KeptTask, TaskState } from '#shared/domain/task.ts'
import type { Opened } from '../opened.ts'
import { opening } from '../samples.ts'

const aTask = (own: Partial<Task> = {}): Task => ({
  id: 'task-1',
  venueId: 'store',
  zoneId: 'watches',
  journeyId: 'vip',
  customerId: 'alma',
  title: 'Gold customer at Watches',
  to: ['olga'],
  raisedAt: opening,
  expiresAt: opening + 600_000,
  ...own,
})

export const taskCases = (opened: () => Opened) => {
  const tasks = () => opened().ports.tasks
  const kept = async (taskId = 'task-1'): Promise<KeptTask> => {
    const found = await tasks().find('store', taskId)
    if (found === undefined) throw new Error(`${taskId} is not there`)
    return found
  }
  const idsOf = async (state: TaskState, limit = 10, now = opening) => {
    const ids: string[] = []
    let after: string | undefined
    do {
      const page = await tasks().list('store', state, { limit, ...(after === undefined ? {} : { after }) }, now)
      expect(page.tasks.length).toBeLessThanOrEqual(limit)
      ids.push(...page.tasks.map(({ task }) => task.id))
      after = page.next
    } while (after !== undefined)
    return ids
  }
  const claim = { by: { subject: 'sub-olga' }, at: opening + 5 }

  test('a task is found at its venue as it was raised', async () => {
    await tasks().raise([aTask(), aTask({ id: 'task-2' })])
    expect(await tasks().find('store', 'task-1')).toEqual({ task: aTask(), version: 1 })
    expect(await tasks().find('mall', 'task-1')).toBeUndefined()
    await tasks().raise([])
  })

  test('raising again leaves a task as it has become', async () => {
    await tasks().raise([aTask()])
    await tasks().save({ ...(await kept()), claim })
    await tasks().raise([aTask({ title: 'Another' })])
    expect(await tasks().find('store', 'task-1')).toEqual({ task: aTask(), version: 2, claim })
  })

  test('of twenty who save a task at once one has written', async () => {
    await tasks().raise([aTask()])
    const seen = await kept()
    const tries = Array.from({ length: 20 }, (_, i) => ({
      ...seen,
      claim: { by: { subject: `sub-${i}` }, at: opening },
    }))
    const written = await Promise.all(tries.map((one) => tasks().save(one)))
    expect(written.filter((one) => one === 'written')).toHaveLength(1)
    expect((await kept()).claim).toEqual(tries[written.indexOf('written')]?.claim)
  })

  test('open tasks are listed by when they are due, and not once they have run out', async () => {
    const due = { a: 3000, b: 1000, c: 2000 }
    await tasks().raise(Object.entries(due).map(([id, after]) => aTask({ id, expiresAt: opening + after })))
    await tasks().raise([aTask({ id: 'elsewhere', venueId: 'mall' })])
    for (const limit of [1, 2, 10]) expect(await idsOf('open', limit)).toEqual(['b', 'c', 'a'])
    expect(await idsOf('open', 10, opening + 999)).toEqual(['b', 'c', 'a'])
    expect(await idsOf('open', 10, opening + 1000)).toEqual(['c', 'a'])
  })

  test('claimed and done ones are listed, the newest first', async () => {
    const ids = ['a', 'b', 'c', 'd']
    await tasks().raise(ids.map((id) => aTask({ id })))
    for (const [i, id] of ['c', 'a', 'b'].entries())
      await tasks().save({ ...(await kept(id)), claim: { ...claim, at: opening + i } })
    for (const limit of [1, 2, 10]) expect(await idsOf('claimed', limit, opening + 1e9)).toEqual(['b', 'a', 'c'])
    expect(await idsOf('open')).toEqual(['d'])
    await tasks().save({ ...(await kept('a')), doneAt: opening + 50 })
    await tasks().save({ ...(await kept('b')), doneAt: opening + 40 })
    expect(await idsOf('done')).toEqual(['a', 'b'])
    expect(await idsOf('claimed')).toEqual(['c'])
  })
}
