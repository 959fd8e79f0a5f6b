import type { Ports } from '#shared/ports.ts'
import { cursorOf } from '#shared/schemas/pages.ts'
import { taskAnswer, taskListAnswer, tasksExample, tasksSchema } from '#shared/schemas/tasks.ts'
import { claimTaskOf, finishTaskOf, listTasks } from '#shared/use-cases/manage-tasks.ts'
import { type Answer, conflict, notFound } from '../answers.ts'
import { type Request, type Routes, route } from '../http.ts'

const roles = ['associate', 'operator'] as const
const venueOf = ({ params }: Pick<Request, 'params'>) => params.venueId

/** What journeys ask the people of a venue to do. */
export const taskRoutes = (ports: Pick<Ports, 'tasks'>): Routes => {
  const list = listTasks(ports)
  const change = (act: ReturnType<typeof claimTaskOf>) => async (request: Request) => {
    const { venueId = '', taskId = '' } = request.params
    const done = await act(venueId, taskId, request)
    if (done === undefined) return notFound('task', taskId)
    return 'refused' in done ? refusalOf(done, taskId) : { status: 200, body: done }
  }
  return {
    'GET /venues/{venueId}/tasks': route({
      summary:
        'Tasks of a venue: open ones that can still be done, the soonest due first; of the others the newest first',
      roles,
      venueOf,
      query: { schema: tasksSchema, example: tasksExample },
      answers: { 200: { is: 'A page of them', schema: taskListAnswer } },
      run: async ({ params: { venueId = '' }, query: { state, ...page }, now }) => {
        const { tasks, next } = await list(venueId, state, page, now)
        return { status: 200, body: { tasks, ...cursorOf(next) } }
      },
    }),
    'POST /venues/{venueId}/tasks/{taskId}/claim': route({
      summary: 'Takes a task on, for one person only',
      roles,
      venueOf,
      answers: {
        200: { is: 'It is hers', schema: taskAnswer },
        409: { is: 'Somebody else has it, and who; or it has run out' },
      },
      run: change(claimTaskOf(ports)),
    }),
    'POST /venues/{venueId}/tasks/{taskId}/done': route({
      summary: 'Says that a task is done, by whoever took it on',
      roles,
      venueOf,
      answers: { 200: { is: 'It is done', schema: taskAnswer }, 409: { is: 'It is not hers, and whose it is' } },
      run: change(finishTaskOf(ports)),
    }),
  }
}

type Done = Awaited<ReturnType<ReturnType<typeof claimTaskOf>>>
type Refusal = Extract<Done, { refused: string }>

const refusalOf = ({ refused, by }: Refusal, taskId: string): Answer => {
  const who = by?.username ?? by?.subject ?? 'somebody else'
  const why = {
    claimed: `Task "${taskId}" was claimed by ${who}: take another one`,
    done: `Task "${taskId}" was done by ${who}`,
    expired: `Task "${taskId}" has run out: it makes no sense any more`,
    open: `Task "${taskId}" is nobody's yet: claim it first`,
  }
  return conflict(why[refused], by === undefined ? {} : { claimedBy: by })
}
