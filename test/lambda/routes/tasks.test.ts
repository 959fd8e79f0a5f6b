import { expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import type { Task } from '#shared/domain/effect.ts'
import { httpHandler } from '#shared/lambda/http.ts'
import { taskRoutes } from '#shared/lambda/routes/tasks.ts'
import { taskListAnswer } from '#shared/schemas/tasks.ts'
import { at } from '#test/support/builders.ts'
import { httpEvent, lambdaContext } from '../http-event.ts'

const aTask = (own: Partial<Task> = {}): Task => ({
  id: 'task-1',
  venueId: 'store',
  zoneId: 'watches',
  journeyId: 'vip',
  customerId: 'ada',
  title: 'Gold customer at Watches',
  to: ['olga'],
  raisedAt: at(-30),
  expiresAt: at(600),
  ...own,
})

const open = async (...raised: Task[]) => {
  const ports = memoryPorts()
  await ports.tasks.raise(raised)
  const handler = httpHandler(taskRoutes(ports))
  const ask = async (
    key: string,
    {
      who = 'olga',
      seconds = 0,
      groups = 'associate@store',
      query = {} as Record<string, string>,
      taskId = 'task-1',
      venueId = 'store',
    } = {},
  ) => {
    const params = key.includes('taskId') ? { venueId, taskId } : { venueId }
    const event = httpEvent(key, { params, groups, query })
    const { authorizer } = event.requestContext
    Object.assign(authorizer.jwt.claims, { sub: `sub-${who}`, username: who })
    event.requestContext.timeEpoch = at(seconds)
    const answer = await handler(event, lambdaContext)
    return { status: answer.statusCode, body: JSON.parse(String(answer.body)) }
  }
  type Options = Parameters<typeof ask>[1]
  const list = async (state: string, options?: Options) => {
    const { body } = await ask('GET /venues/{venueId}/tasks', { ...options, query: { state } })
    return taskListAnswer.parse(body).tasks.map(({ id }) => id)
  }
  const claim = (options?: Options) => ask('POST /venues/{venueId}/tasks/{taskId}/claim', options)
  const done = (options?: Options) => ask('POST /venues/{venueId}/tasks/{taskId}/done', options)
  return { ports, ask, list, claim, done }
}

const { to: _, ...told } = aTask()
const olga = { subject: 'sub-olga', username: 'olga' }

test('a task is seen, taken on and done, and each says how long it took', async () => {
  const { list, claim, done, ask } = await open(aTask())
  expect((await ask('GET /venues/{venueId}/tasks')).body).toEqual({ tasks: [{ ...told, state: 'open' }] })
  const claimed = { ...told, state: 'claimed', claimedBy: olga, claimedAt: at(10), waitedSeconds: 40 }
  expect(await claim({ seconds: 10 })).toEqual({ status: 200, body: claimed })
  expect([await list('open'), await list('claimed')]).toEqual([[], ['task-1']])
  const finished = { ...claimed, state: 'done', doneAt: at(100), tookSeconds: 90 }
  expect(await done({ seconds: 100 })).toEqual({ status: 200, body: finished })
  expect([await list('claimed'), await list('done')]).toEqual([[], ['task-1']])
})

test('who claims second is told who was first', async () => {
  const { claim } = await open(aTask())
  await claim()
  expect(await claim({ who: 'paul' })).toEqual({
    status: 409,
    body: { message: 'Task "task-1" was claimed by olga: take another one', claimedBy: olga },
  })
})

test('of two who claim at once one gets it', async () => {
  const { claim } = await open(aTask())
  const answers = await Promise.all(['olga', 'paul', 'rita'].map((who) => claim({ who })))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
})

test('claiming and finishing again change nothing', async () => {
  const { claim, done } = await open(aTask())
  const first = await claim({ seconds: 1 })
  expect(await claim({ seconds: 2 })).toEqual(first)
  const finished = await done({ seconds: 3 })
  expect(await done({ seconds: 4 })).toEqual(finished)
  expect(await claim({ seconds: 5 })).toEqual(finished)
})

test('nobody finishes what is not hers', async () => {
  const { claim, done } = await open(aTask())
  expect((await done()).body.message).toBe('Task "task-1" is nobody\'s yet: claim it first')
  await claim()
  expect(await done({ who: 'paul' })).toMatchObject({ status: 409, body: { claimedBy: olga } })
  await done()
  expect((await done({ who: 'paul' })).body.message).toBe('Task "task-1" was done by olga')
  expect((await claim({ who: 'paul' })).body.message).toBe('Task "task-1" was done by olga')
})

test('what has run out can not be taken on, but who has it may still finish it', async () => {
  const { claim, done, list } = await open(aTask(), aTask({ id: 'task-2' }))
  await claim({ seconds: 599 })
  expect(await list('open', { seconds: 600 })).toEqual([])
  expect(await claim({ seconds: 600, taskId: 'task-2' })).toEqual({
    status: 409,
    body: { message: 'Task "task-2" has run out: it makes no sense any more' },
  })
  expect((await done({ seconds: 700 })).status).toBe(200)
})

test.each([
  ['a task that is not there', { taskId: 'task-9' }, 404],
  ['a task of another venue', { venueId: 'mall', groups: 'associate' }, 404],
  ['an associate of another venue', { groups: 'associate@mall' }, 403],
  ['a marketer', { groups: 'marketer' }, 403],
  ['an operator', { groups: 'operator@store' }, 200],
])('claiming: %s', async (_, options, status) => {
  const { claim } = await open(aTask())
  expect((await claim(options)).status).toBe(status)
})
