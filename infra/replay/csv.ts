import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { parse } from 'csv-parse'

/** One row and the line where it ends, its fields by column name. `number` rejects what is not one, `optionalNumber` takes an empty field. */
export type Row = {
  line: number
  text(column: string): string
  number(column: string): number
  optionalNumber(column: string): number | undefined
}

/** Reads a CSV file with a header, row by row. Throws with the file and line where a column or value is not as it should be. */
export async function* readCsv(file: string, columns: readonly string[]): AsyncGenerator<Row> {
  const name = basename(file)
  const parser = parse({
    info: true,
    columns: (header: string[]) => {
      const missing = columns.filter((column) => !header.includes(column))
      if (missing.length > 0)
        throw new Error(`${name}, line 1: no column ${missing.join(', ')}; it has ${header.join(',')}`)
      return header
    },
  })
  const source = createReadStream(file)
  source.on('error', ({ message }) =>
    parser.destroy(new Error(`${file} can't be read (${message}): name the folder that holds ${name}`)),
  )
  for await (const { record, info } of source.pipe(parser)) yield rowOf(record, name, info.lines)
}

const rowOf = (record: Record<string, string>, file: string, line: number): Row => {
  const where = `${file}, line ${line}`
  const text = (column: string) => record[column] ?? ''
  const optionalNumber = (column: string) => {
    const value = text(column)
    if (value === '') return undefined
    const number = Number(value)
    if (!Number.isFinite(number)) throw new Error(`${where}: ${column} is "${value}", and should be a number`)
    return number
  }
  const number = (column: string) => {
    const value = optionalNumber(column)
    if (value === undefined) throw new Error(`${where}: ${column} is empty, and should be a number`)
    return value
  }
  return { line, text, number, optionalNumber }
}
