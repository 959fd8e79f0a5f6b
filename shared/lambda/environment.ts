/** A setting that the stack gives to its function. Throws at start, not at the first request. */
export const env = (name: string): string => {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: the function's construct in infra/ names its environment`)
  return value
}
