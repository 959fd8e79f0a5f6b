const digits = 16

/**
 * A version as a text that sorts as versions do (`1.2.3-rc.1` before `1.2.3` before `1.10.0`), as GrowthBook compares them:
 * a leading `v` and what stands behind `+` don't count, and what is no version is version 0.
 */
export const comparableVersion = (value: unknown): string => {
  const text = typeof value === 'number' ? String(value) : value
  const version = typeof text === 'string' && text !== '' ? text : '0'
  const parts = version
    .replace(/^v/, '')
    .replace(/\+.*$/, '')
    .split(/[.-]/)
    .map((part) => (/^\d+$/.test(part) ? part.padStart(digits) : part))
  // a release comes after all that lead to it: nothing in ASCII sorts behind the tilde
  return (parts.length === 3 ? [...parts, '~'] : parts).join('-')
}
