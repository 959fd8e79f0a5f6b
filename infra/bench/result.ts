/**
 * One measured figure. `p50Us` and `p99Us` are of one event, in microseconds; `peer` names another library that did the same
 * work in the same run, and `ratio` says how many times as fast we are.
 */
export type Result = {
  name: string
  unit: string
  value: number
  p50Us?: number
  p99Us?: number
  peer?: string
  ratio?: number
}

/** Three digits that mean something, and no more. */
const short = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))

/** One line of a table that people read. */
export const rowOf = ({ name, unit, value, p50Us, p99Us, peer, ratio }: Result): string => {
  const tail = p50Us === undefined || p99Us === undefined ? '' : ` · p50 ${short(p50Us)} µs, p99 ${short(p99Us)} µs`
  const beside = peer === undefined || ratio === undefined ? '' : ` · we are ${short(ratio)}× ${peer}`
  return `${name.padEnd(58)} ${short(value).padStart(10)} ${unit}${tail}${beside}`
}
