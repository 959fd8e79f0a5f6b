/** Short ids, unique per phone: a random prefix for this run of the app, and a counter. */
export const idMaker = () => {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1))
  const prefix = random.toString(36)
  let count = 0
  return (): string => {
    count += 1
    return `${prefix}-${count.toString(36)}`
  }
}
