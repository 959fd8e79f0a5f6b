import { expect, test } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { learnAcceptance } from '#shared/use-cases/learn-acceptance.ts'
import { type AcceptanceFact, noteAcceptance } from '#shared/use-cases/note-acceptance.ts'
import { at } from '#test/support/builders.ts'

const never = (error: Error) => {
  throw error
}
const facts = (sent: number, accepted: number, journeyId = 'boots'): AcceptanceFact[] => [
  ...Array.from({ length: sent }, () => ({ journeyId, fact: 'sent' as const })),
  ...Array.from({ length: accepted }, () => ({ journeyId, fact: 'accepted' as const })),
]
const notesIn = async ({ acceptance }: ReturnType<typeof memoryPorts>) =>
  (await acceptance.notes(100)).map(({ counts }) => counts)

test('what is sent and accepted is noted once a minute', async () => {
  const ports = memoryPorts()
  const note = noteAcceptance(ports.acceptance, never)
  await note(facts(2, 0), at(0))
  await note(facts(1, 1), at(59))
  expect(await notesIn(ports)).toEqual([])
  await note(facts(0, 1, 'socks'), at(60))
  expect(await notesIn(ports)).toEqual([{ boots: { sent: 3, accepted: 1 }, socks: { sent: 0, accepted: 1 } }])
  await note([], at(500))
  await note(facts(1, 0), at(501))
  await note([], at(561))
  expect((await notesIn(ports)).at(-1)).toEqual({ boots: { sent: 1, accepted: 0 } })
})

test('what can not be noted is told, and holds nobody up', async () => {
  const told: Error[] = []
  const note = noteAcceptance({ note: () => Promise.reject(new Error('throttled')) }, (error) => void told.push(error))
  await note(facts(1, 0), at(0))
  await note([], at(60))
  expect(told.map(({ message }) => message)).toEqual(['throttled'])
})

test('what is learned lies beside the live pointer, and its notes are gone', async () => {
  const ports = memoryPorts()
  await ports.acceptance.note({ boots: { sent: 10, accepted: 9 } }, at(0))
  expect(await learnAcceptance(ports)(at(0))).toEqual({ boots: 0.5 })
  expect((await ports.releases.pointer(at(0))).acceptance).toEqual({ boots: 0.5 })
  expect(await notesIn(ports)).toEqual([])
})

/** The names of calls, and which of them fails. */
const dying = (ports: ReturnType<typeof memoryPorts>, atCall: number) => {
  let calls = 0
  const guard = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (of, key) => {
        const method: unknown = Reflect.get(of, key)
        if (typeof method !== 'function') return method
        return (...args: unknown[]) =>
          ++calls === atCall ? Promise.reject(new Error('the power went out')) : method(...args)
      },
    })
  return { acceptance: guard(ports.acceptance), releases: guard(ports.releases) }
}

test.each([1, 2, 3, 4, 5, 6])('whoever dies at call %i counts nothing twice and loses nothing', async (atCall) => {
  const ports = memoryPorts()
  await ports.acceptance.note({ boots: { sent: 10, accepted: 9 } }, at(0))
  await expect(learnAcceptance(dying(ports, atCall))(at(0))).rejects.toThrow('the power went out')
  await ports.acceptance.note({ boots: { sent: 10, accepted: 0 } }, at(0))
  expect((await learnAcceptance(ports)(at(0))).boots).toBeCloseTo(10 / 30)
  expect((await ports.releases.pointer(at(0))).acceptance.boots).toBeCloseTo(10 / 30)
})

test('of two that learn at once one is heard', async () => {
  const ports = memoryPorts()
  await ports.acceptance.note({ boots: { sent: 10, accepted: 9 } }, at(0))
  await Promise.all([learnAcceptance(ports)(at(0)), learnAcceptance(ports)(at(0))])
  expect((await ports.releases.pointer(at(0))).acceptance).toEqual({ boots: 0.5 })
  expect((await ports.acceptance.learned())?.version).toBe(1)
})
