import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { onTestFinished } from 'vitest'
import { root } from './template.ts'

const freePorts = Object.fromEntries(
  ['MQTT', 'WS', 'API', 'ISSUER', 'CONTROL', 'AWS'].map((name) => [`USHER_${name}_PORT`, '0']),
)

/** What `npm start` runs, as a process of its own, on free ports. */
export type Started = {
  /** Lines that it has printed. */
  lines: string[]
  /** What it has complained about. */
  complaints(): string
  /** Resolves with the first line that matches; rejects when the process ends before. */
  line(pattern: RegExp): Promise<string>
  kill(signal: 'SIGINT' | 'SIGKILL'): void
  /** The exit code; null after a kill. */
  ended: Promise<number | null>
}

export const npmStart = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Started => {
  const child = spawn(process.execPath, ['infra/local/main.ts', ...args], {
    cwd: root,
    env: { ...process.env, ...freePorts, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let output = ''
  let complaints = ''
  const lines: string[] = []
  const waiting: { pattern: RegExp; resolve(line: string): void; reject(error: Error): void }[] = []
  const tell = (line: string) => {
    lines.push(line)
    for (const one of waiting) if (one.pattern.test(line)) one.resolve(line)
  }
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (output + stripVTControlCharacters(chunk.toString())).split('\n')
    output = parts.pop() ?? ''
    parts.forEach(tell)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString()
  })
  const ended = once(child, 'close').then(([code]) => {
    for (const { pattern, reject } of waiting)
      reject(new Error(`it ended with ${code} before it printed ${pattern}: ${complaints}`))
    return code as number | null
  })
  return {
    lines,
    complaints: () => complaints,
    line: (pattern) => {
      const found = lines.find((line) => pattern.test(line))
      if (found !== undefined) return Promise.resolve(found)
      return new Promise((resolve, reject) => waiting.push({ pattern, resolve, reject }))
    },
    kill: (signal) => child.kill(signal),
    ended,
  }
}

/** Where a started one listens, and how to speak with it, as its own welcome says. */
export const addressesOf = async (started: Started, folder: string) => {
  await started.line(/^In the template/)
  const urlIn = async (pattern: RegExp) => /\w+:\/\/[\d.:]+/.exec(await started.line(pattern))?.[0] ?? ''
  return {
    apiUrl: await urlIn(/^ {2}HTTP API/),
    mqttUrl: await urlIn(/^ {2}MQTT/),
    adminToken: readFileSync(join(folder, 'admin.token'), 'utf8'),
  }
}
