import { EventEmitter } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import dynalite from 'dynalite'
import { closeIterators } from './close-iterators.ts'

/** To the worker: one request, as the endpoint got it. */
export type Ask = { id: number; headers: Readonly<Record<string, string>>; body: string }
/** From the worker: what dynalite answered. */
export type Tell = { id: number; status: number; body: string }

/** Runs dynalite without its HTTP server: requests come as messages, which saves a second hop over TCP. */
const serve = (port: NonNullable<typeof parentPort>, path: string) => {
  closeIterators()
  const server = dynalite({ path, createTableMs: 0 })
  port.on('message', ({ id, headers, body }: Ask) => {
    const request = Object.assign(new EventEmitter(), { method: 'POST', url: '/', headers })
    const response = {
      statusCode: 200,
      setHeader: () => undefined,
      end(answer = '') {
        const tell: Tell = { id, status: this.statusCode, body: answer }
        port.postMessage(tell)
      },
    }
    server.emit('request', request, response)
    request.emit('data', Buffer.from(body))
    request.emit('end')
  })
}

if (parentPort !== null) serve(parentPort, (workerData as { path: string }).path)
