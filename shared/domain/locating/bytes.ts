/** Writes numbers and runs one after the other. */
export const byteWriter = () => {
  let bytes = new Uint8Array(1024)
  let used = 0
  const room = (wanted: number) => {
    if (used + wanted <= bytes.length) return
    const larger = new Uint8Array(Math.max(2 * bytes.length, used + wanted))
    larger.set(bytes.subarray(0, used))
    bytes = larger
  }
  const byte = (value: number) => {
    room(1)
    bytes[used++] = value
  }
  /** Whole, 0 or more, below 2³¹: 7 bits a byte, the lowest first. */
  const varint = (value: number) => {
    let rest = value
    while (rest > 127) {
      byte((rest & 127) | 128)
      rest >>>= 7
    }
    byte(rest)
  }
  /** Rising whole numbers: how many, and for each run of them the gap before it and its length. */
  const rising = (numbers: readonly number[]) => {
    const runs: number[] = []
    let next = 0
    let length = 0
    for (const number of numbers) {
      if (length > 0 && number === next) length++
      else {
        if (length > 0) runs.push(length)
        runs.push(number - next)
        length = 1
      }
      next = number + 1
    }
    if (length > 0) runs.push(length)
    varint(numbers.length)
    for (const value of runs) varint(value)
  }
  const all = (values: Uint8Array) => {
    room(values.length)
    bytes.set(values, used)
    used += values.length
  }
  return { byte, varint, rising, all, taken: () => bytes.slice(0, used) }
}

/** Reads what a `byteWriter` wrote. Throws RangeError where the bytes end too soon. */
export const byteReader = (bytes: Uint8Array) => {
  let at = 0
  const byte = (): number => {
    const value = bytes[at++]
    if (value === undefined) throw new RangeError(`the bytes end after ${bytes.length}, in the middle of a number`)
    return value
  }
  const varint = (): number => {
    let [value, shift] = [0, 0]
    for (;;) {
      const part = byte()
      value |= (part & 127) << shift
      if (part < 128) return value
      shift += 7
    }
  }
  const all = (length: number): Uint8Array => {
    if (at + length > bytes.length)
      throw new RangeError(`the bytes end after ${bytes.length} where ${length} are to follow ${at}`)
    at += length
    return bytes.subarray(at - length, at)
  }
  /** Each with `from` added to it. */
  const rising = (from: number): Uint32Array => {
    const numbers = new Uint32Array(varint())
    let next = from
    for (let i = 0; i < numbers.length; ) {
      next += varint()
      for (let length = varint(); length > 0; length--) numbers[i++] = next++
    }
    return numbers
  }
  return { byte, varint, all, rising }
}
