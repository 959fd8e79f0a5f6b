const secret = 'identityKey'

/** The same with the keys of beacons' identities covered: with one of them anybody could play the beacon. */
export const withoutSecrets = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value, (name, inner) => (name === secret ? 'redacted' : inner)))
