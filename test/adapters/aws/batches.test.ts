import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunksOf, chunksWithin, sendUntilTaken } from '#shared/adapters/aws/batches.ts'

describe('cutting a list into calls', () => {
  test('nothing gives no call', () => {
    expect(chunksOf([], 10)).toEqual([])
  })

  test('a call is filled before the next one begins', () => {
    expect(chunksOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
    expect(chunksWithin([4, 6, 1, 12, 1], { count: 3, bytes: 10 }, (bytes) => bytes)).toEqual([[4, 6], [1], [12], [1]])
  })

  test('every entry is in exactly one call, in order, and no call is over its limits', () => {
    const sizes = fc.array(fc.nat(100), { maxLength: 200 })
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 100, max: 400 }), (list, count, bytes) => {
        const chunks = chunksWithin(list, { count, bytes }, (size) => size)
        const total = (chunk: readonly number[]) => chunk.reduce((sum, size) => sum + size, 0)
        expect(chunks.flat()).toEqual(list)
        for (const [i, chunk] of chunks.entries()) {
          expect(chunk.length).toBeLessThanOrEqual(count)
          expect(total(chunk)).toBeLessThanOrEqual(bytes)
          const [next] = chunks[i + 1] ?? []
          if (next !== undefined) expect(chunk.length === count || total(chunk) + next > bytes).toBe(true)
        }
      }),
    )
  })
})

describe('sending until all is taken', () => {
  /** Takes so many of each call's entries; the rest is refused. */
  const taking = (...counts: readonly number[]) => {
    const calls: (readonly string[])[] = []
    const send = async (pending: readonly string[]) => {
      const taken = counts[calls.length] ?? 0
      calls.push(pending)
      return { refused: pending.slice(taken), why: 'slow down' }
    }
    return { calls, send }
  }

  test('nothing to send is no call', async () => {
    const { calls, send } = taking()
    await sendUntilTaken([], send, 'letters')
    expect(calls).toEqual([])
  })

  test('only what was refused is sent again', async () => {
    const { calls, send } = taking(1, 0, 2)
    await sendUntilTaken(['a', 'b', 'c'], send, 'letters')
    expect(calls).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
      ['b', 'c'],
    ])
  })

  test('after five calls in a row that took nothing it gives up and says why', async () => {
    const { calls, send } = taking()
    await expect(sendUntilTaken(['a'], send, 'letters')).rejects.toThrow(
      new Error('letters (slow down): refused 5 times in a row'),
    )
    expect(calls).toHaveLength(5)
  })

  test('a slow store that takes a little of each call gets all the calls it needs', async () => {
    const { calls, send } = taking(1, 1, 1, 1, 1, 1, 1)
    await sendUntilTaken([...'abcdefg'], send, 'letters')
    expect(calls).toHaveLength(7)
  })
})
