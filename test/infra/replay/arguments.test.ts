import { expect, test } from 'vitest'
import { readArguments, usage } from '#infra/replay/arguments.ts'

const usual = { speed: 10, times: 1, kills: 0, seed: 1, json: false }

test('a folder alone is enough, and without one walks are made up', () => {
  expect(readArguments(['mall'])).toEqual({ ...usual, folder: 'mall' })
  expect(readArguments([])).toEqual({ ...usual, folder: undefined })
})

test('everything can be said', () => {
  const args = ['mall', '--speed', '2.5', '--times', '3', '--kills', '20', '--seed', '7', '--json']
  expect(readArguments(args)).toEqual({ folder: 'mall', speed: 2.5, times: 3, kills: 20, seed: 7, json: true })
})

test.each([
  [['a', 'b'], `name one folder: ${usage}`],
  [['a', '--speed', '0'], '--speed is 0, and should be above 0, up to 1000'],
  [['a', '--speed', 'fast'], '--speed is fast, and should be above 0, up to 1000'],
  [['a', '--times', '1.5'], '--times is 1.5, and should be a whole number from 1 to 10'],
  [['a', '--times', '11'], '--times is 11, and should be a whole number from 1 to 10'],
  [['a', '--kills', '101'], '--kills is 101, and should be a whole number from 0 to 100'],
  [['a', '--seed', 'x'], '--seed is x, and should be a whole number'],
  [['a', '--jsn'], /Unknown option '--jsn'/],
])('%j is refused with what is right', (args, message) => {
  expect(() => readArguments(args)).toThrow(message)
})

test('phones may batch up to 50 sightings, as many as a message takes', () => {
  expect(readArguments(['mall', '--batch', '20']).batch).toBe(20)
  expect(readArguments(['mall']).batch).toBeUndefined()
  for (const batch of ['0', '51', '1.5', 'many']) {
    expect(() => readArguments(['mall', '--batch', batch])).toThrow(
      `--batch is ${batch}, and should be a whole number from 1 to 50`,
    )
  }
})
