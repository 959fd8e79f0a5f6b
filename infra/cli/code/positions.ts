import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from 'yaml'

/** Lines and columns count from 1. */
export type Position = { line: number; column: number }

/** Where a field of a file stands, by its path (`steps[0].message.title`): its name, or what is said of it. */
export type Locate = (path: string, part?: 'name' | 'value') => Position

type Found = { name: Node | undefined; value: Node | undefined }

/** Finds fields in a parsed file. What is not there (a missing field, one that an anchor brought) is as far as its path leads. */
export const locateIn =
  (document: Document, lines: LineCounter): Locate =>
  (path, part = 'value') => {
    const { name, value } = follow(document, { name: undefined, value: document.contents ?? undefined }, path)
    const isPlain = isScalar(value) || isAlias(value)
    const at = (part === 'value' && isPlain ? value : (name ?? value))?.range?.[0] ?? 0
    const { line, col } = lines.linePos(at)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }

const follow = (document: Document, found: Found, path: string): Found => {
  const node = isAlias(found.value) ? found.value.resolve(document) : found.value
  const rest = path.replace(/^\./, '')
  if (rest === '') return found
  if (isSeq(node)) {
    const [all, bracketed, plain] = /^(?:\[(\d+)\]|(\d+)(?=\.|$))/.exec(rest) ?? []
    const item = all === undefined ? undefined : (node.items[Number(bracketed ?? plain)] as Node | undefined)
    return item ? follow(document, { name: item, value: item }, rest.slice(all?.length)) : found
  }
  if (!isMap(node)) return found
  const pair = longest(node.items as Pair<Node, Node | null>[], rest)
  if (!pair) return found
  return follow(document, { name: pair.key, value: pair.value ?? undefined }, rest.slice(keyOf(pair).length))
}

/** Fields of a condition have dots in their names (`customer.tier`): of all that a path may begin with it is the longest. */
const longest = (pairs: readonly Pair<Node, Node | null>[], path: string) =>
  pairs
    .filter((pair) => {
      const key = keyOf(pair)
      return path.startsWith(key) && ['', '.', '['].includes(path.charAt(key.length))
    })
    .toSorted((a, b) => keyOf(b).length - keyOf(a).length)[0]

const keyOf = ({ key }: Pair<Node, Node | null>): string => (isScalar(key) ? String(key.value) : '')
