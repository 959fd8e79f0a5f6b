/** A value as DynamoDB's API writes it: `{ S: 'text' }`. */
type Value = Readonly<Record<string, unknown>>
export type Item = Readonly<Record<string, Value>>

/** Bytes of an item: names and values. Source: DynamoDB developer guide, "DynamoDB item sizes and formats". */
export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0)

const valueBytes = (value: Value): number => {
  const [[type, content] = []] = Object.entries(value)
  switch (type) {
    case 'S':
      return Buffer.byteLength(String(content))
    case 'N':
      return Math.ceil(String(content).length / 2) + 1
    case 'B':
      return Buffer.byteLength(String(content), 'base64')
    case 'SS':
      return (content as string[]).reduce((sum, text) => sum + Buffer.byteLength(text), 0)
    default:
      return 1 // BOOL and NULL; Usher stores no lists, maps or other sets
  }
}

/** Write request units: one for each kB of the item. */
export const writeUnits = (item: Item): number => Math.max(1, Math.ceil(itemBytes(item) / 1024))

/** Read request units of a strongly consistent read: one for each 4 kB, also where nothing is found. */
export const readUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 4096))
