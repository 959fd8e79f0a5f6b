import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts, type System, startSystem, type Trouble } from '#infra/local/system.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import { harbour, journeys } from './harbour.ts'
import { currentTemplate } from './template.ts'

type Answer = { status: number; body: unknown }

/** A laptop on free ports whose clock stands still until a test lets time pass. */
export type Laptop = {
  system: System
  folder: string
  /** All that the archive has been told. */
  journal: JournalEntry[]
  troubles: Trouble[]
  /** What the functions printed. */
  lines: string[]
  api(role: string, method: string, path: string, body?: unknown): Promise<Answer>
  counters(): Promise<Record<string, number>>
  /** Lets so many seconds pass, through the laptop's own switch, and waits until all that falls due is done. */
  pass(seconds: number): Promise<void>
  /** Closes it. Its folder stays unless it was made for it. */
  close(): Promise<void>
}

/** Starts the template, or another one, in `folder`, or in a folder of its own that goes with it. */
export const startLaptop = async (given?: string, templatePath?: string): Promise<Laptop> => {
  const folder = given ?? newFolder()
  const journal: JournalEntry[] = []
  const troubles: Trouble[] = []
  const lines: string[] = []
  const system = await startSystem({
    templatePath: templatePath ?? (await currentTemplate()),
    folder,
    ports: freePorts,
    speed: 1,
    onJournal: (entry) => journal.push(entry),
    onBroker: () => {},
    onRequest: () => {},
    onTrouble: (trouble) => troubles.push(trouble),
    onLine: (_, line) => lines.push(line),
  })
  system.clock.pause()
  return {
    system,
    folder,
    journal,
    troubles,
    lines,
    api: async (role, method, path, body) => callApi(system.apiUrl, await system.tokenFor([role]), method, path, body),
    counters: async () => (await fetch(`${system.controlUrl}/counters`)).json() as Promise<Record<string, number>>,
    pass: async (seconds) => {
      const body = JSON.stringify({ stepSeconds: seconds })
      const stepped = await fetch(`${system.controlUrl}/clock`, { method: 'POST', body })
      if (!stepped.ok) throw new Error(`POST /clock was answered with ${stepped.status}`)
      await system.idle()
    },
    close: async () => {
      await system.close()
      if (given === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const callApi = async (apiUrl: string, token: string, method: string, path: string, body?: unknown) => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const response = await fetch(apiUrl + path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as unknown }
}

export const newFolder = () => mkdtempSync(join(tmpdir(), 'usher-laptop-'))

/** Puts the venue and its journeys, and publishes them. */
export const openHarbour = async ({ api, pass }: Laptop): Promise<void> => {
  await putHarbour(api)
  await pass(pointerIsReadAgainAfterSeconds)
}

export const putHarbour = async (api: Laptop['api']): Promise<void> => {
  const expectOk = async (answer: Promise<Answer>) => {
    const { status, body } = await answer
    if (status > 201) throw new Error(`${status}: ${JSON.stringify(body)}`)
  }
  await expectOk(api('operator', 'PUT', '/venues/harbour', harbour))
  for (const journey of journeys) await expectOk(api('marketer', 'PUT', `/journeys/${journey.id}`, journey))
  await expectOk(api('admin', 'POST', '/publish', { venueId: 'harbour' }))
}

/** A release or a pause is in force after this, whoever read the pointer last. */
export const pointerIsReadAgainAfterSeconds = 6

/** Entries of one kind, from the `from`th entry of the journal on. */
export const entriesOf = <T extends JournalEntry['type']>({ journal }: Laptop, type: T, from = 0) =>
  journal.slice(from).filter((entry): entry is Extract<JournalEntry, { type: T }> => entry.type === type)
