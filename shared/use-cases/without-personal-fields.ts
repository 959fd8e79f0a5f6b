/**
 * What location engines tell of people beside their place, by the names that Juniper Mist and Cisco Spaces have for it. An
 * address is no field of these: it becomes a pseudonym, and is needed to take a message in again.
 */
const personal: ReadonlySet<string> = new Set([
  'attributes',
  'client_username',
  'email',
  'firstName',
  'gender',
  'hostname',
  'ip',
  'ipAddress',
  'lastName',
  'last_hostname',
  'last_ip',
  'mobile',
  'name',
  'openRoamingUserId',
  'optIns',
  'postalCode',
  'rawUserId',
  'socialNetworkInfo',
  'tags',
  'userId',
  'username',
])

/** A location engine's message without what it says of people. Undefined where it is no JSON, so that nobody can tell. */
export const withoutPersonalFields = (message: Uint8Array): Uint8Array | undefined => {
  const text = Buffer.from(message).toString('utf8')
  const whole = stripped(text)
  if (whole !== undefined) return Buffer.from(whole)
  // one event a line
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(stripped)
  return lines.every((line) => line !== undefined) ? Buffer.from(lines.join('\n')) : undefined
}

const stripped = (text: string): string | undefined => {
  try {
    return JSON.stringify(JSON.parse(text, (key, value: unknown) => (personal.has(key) ? undefined : value)))
  } catch {
    return undefined
  }
}
