/** Rows under a heading, each column as wide as its longest cell. The last one is cut to what is left of `width`. */
export const table = (heading: readonly string[], rows: readonly (readonly string[])[], width: number): string => {
  const all = [heading, ...rows]
  const widths = heading.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  return all
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => cut(line.trimEnd(), width))
    .join('\n')
}

const cut = (line: string, width: number) => (line.length > width ? `${line.slice(0, width - 1)}…` : line)
