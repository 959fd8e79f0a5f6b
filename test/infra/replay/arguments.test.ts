import { expect, test } from 'vitest'
import { readArguments, usage } from '#infra/replay/arguments.ts'

test('a folder alone is enough', () => {
  expect(readArguments(['mall'])).toEqual({ folder: 'mall', speed: 10, times: 1, json: false })
})

test('everything can be said', () => {
  expect(readArguments(['mall', '--speed', '2.5', '--times', '3', '--json'])).toEqual({
    folder: 'mall',
    speed: 2.5,
    times: 3,
    json: true,
  })
})

test.each([
  [[], `name one folder: ${usage}`],
  [['a', 'b'], `name one folder: ${usage}`],
  [['a', '--speed', '0'], '--speed is 0, and should be above 0, up to 1000'],
  [['a', '--speed', 'fast'], '--speed is fast, and should be above 0, up to 1000'],
  [['a', '--times', '1.5'], '--times is 1.5, and should be a whole number from 1 to 4'],
  [['a', '--times', '5'], '--times is 5, and should be a whole number from 1 to 4'],
  [['a', '--jsn'], /Unknown option '--jsn'/],
])('%j is refused with what is right', (args, message) => {
  expect(() => readArguments(args)).toThrow(message)
})
