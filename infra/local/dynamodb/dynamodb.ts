import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { account, region } from '../aws.ts'
import type { Template } from '../contracts.ts'
import type { ApiResponse, RawService } from '../endpoint.ts'
import { createTables } from './tables.ts'
import type { Ask, Tell } from './worker.ts'

export type DynamoDb = {
  /** For `endpoint.serveRaw('dynamodb', …)`. Bodies pass through as text: only dynalite parses them. */
  service: RawService
  close(): Promise<void>
}

/** Headers that dynalite reads. */
const headersRead = ['content-type', 'x-amz-target', 'authorization', 'x-amz-date'] as const

/**
 * dynalite in a worker thread of its own, its data kept under `path`, with the template's tables in it. Rejects if a
 * table is kept with another key than the template's. No transactions, streams or expiry.
 */
export const startDynamoDb = async ({ template, path }: { template: Template; path: string }): Promise<DynamoDb> => {
  mkdirSync(dirname(path), { recursive: true })
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { path },
    env: { AWS_ACCOUNT_ID: account, AWS_REGION: region },
    execArgv: [],
  })
  const pending = new Map<number, { resolve(response: ApiResponse): void; reject(error: Error): void }>()
  let stopped: Error | undefined
  let asked = 0

  const stop = (error: Error) => {
    stopped ??= error
    for (const { reject } of pending.values()) reject(stopped)
    pending.clear()
  }
  worker.on('message', ({ id, status, body }: Tell) => {
    pending.get(id)?.resolve({ status, body })
    pending.delete(id)
  })
  worker.on('error', (error: Error) => stop(new Error(`The laptop's DynamoDB has stopped: ${error.message}`)))
  worker.on('exit', () => stop(new Error("The laptop's DynamoDB is closed.")))

  const ask = (headers: Record<string, string>, body: string) =>
    new Promise<ApiResponse>((resolve, reject) => {
      if (stopped !== undefined) return reject(stopped)
      const message: Ask = { id: ++asked, headers, body }
      pending.set(message.id, { resolve, reject })
      worker.postMessage(message)
    })

  const call = async (action: string, body: object) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${action}`,
      'x-amz-date': '20260101T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=laptop, SignedHeaders=host, Signature=none',
    }
    const response = await ask(headers, JSON.stringify(body))
    const answer = JSON.parse(String(response.body)) as Record<string, unknown>
    if (response.status !== 200) throw new Error(`${answer.__type}: ${answer.message} (${action})`)
    return answer
  }

  const close = async () => {
    await worker.terminate()
  }
  await createTables(template, call).catch(async (error: unknown) => {
    await close()
    throw error
  })

  return {
    service: ({ headers, body }) => {
      const read = headersRead.map((name) => [name, String(headers[name] ?? '')] as const)
      return ask(Object.fromEntries(read), body.toString('utf8'))
    },
    close,
  }
}
