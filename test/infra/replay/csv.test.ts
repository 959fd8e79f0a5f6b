import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Row, readCsv } from '#infra/replay/csv.ts'
import { aFolder } from './recordings.ts'

const allOf = async (rows: AsyncIterable<Row>): Promise<Row[]> => {
  const all: Row[] = []
  for await (const row of rows) all.push(row)
  return all
}

const read = async (text: string, columns: string[]) => {
  const folder = await aFolder({ 'walks.csv': text })
  return allOf(readCsv(join(folder, 'walks.csv'), columns))
}

test('a row gives its fields by column, whatever quotes they stand in', async () => {
  const [first, second] = await read('name,x\n"Levi, Strauss",1.5\nplain,\n', ['name', 'x'])
  expect([first?.line, first?.text('name'), first?.number('x')]).toEqual([2, 'Levi, Strauss', 1.5])
  expect([second?.line, second?.text('name'), second?.optionalNumber('x')]).toEqual([3, 'plain', undefined])
})

test('a missing column is named with those that are there', async () => {
  await expect(read('name,y\na,1\n', ['name', 'x'])).rejects.toThrow('walks.csv, line 1: no column x; it has name,y')
})

test.each([
  ['a,far', 'walks.csv, line 3: x is "far", and should be a number'],
  ['a,', 'walks.csv, line 3: x is empty, and should be a number'],
])('a value that is no number is named with its line: %s', async (line, message) => {
  const rows = await read(`name,x\na,1\n${line}\n`, ['name', 'x'])
  expect(() => rows[1]?.number('x')).toThrow(message)
})

test('a row of another length is refused with its line', async () => {
  await expect(read('name,x\na,1\na,1,2\n', ['name', 'x'])).rejects.toThrow('line 3')
})

test('a file that is not there is named', async () => {
  await expect(allOf(readCsv('/nowhere/walks.csv', ['x']))).rejects.toThrow(
    /^\/nowhere\/walks.csv can't be read \(ENOENT.*\): name the folder that holds walks.csv$/,
  )
})
