import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'

/** Who holds a device token: a phone that enrolled, or a gateway of one venue. */
export type DeviceClaims = { kind: 'phone'; id: string } | { kind: 'gateway'; id: string; venueId: string }

/** Not an error: anybody may send us anything. `refused` says why the token is not taken. */
type RefusedToken = { refused: string }

const audience = 'usher-devices'
const lifetimeSeconds = 365 * 24 * 60 * 60 // a phone that was not opened for a year enrols again

/**
 * Signs what a phone or gateway shows when it connects. `now` is in milliseconds since 1970, as is the `expiresAt` that
 * comes with the token.
 */
export const signDeviceToken = async (secret: string, claims: DeviceClaims, now: number) => {
  const issuedAt = Math.floor(now / 1000)
  const expiresAt = issuedAt + lifetimeSeconds
  const { id, ...rest } = claims
  const token = await new SignJWT(rest)
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(id)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(keyOf(secret))
  return { token, expiresAt: expiresAt * 1000 }
}

/** Checks signature, audience and lifetime of a device token, and gives what it claims. */
export const verifyDeviceToken = async (
  secret: string,
  token: string,
  now = Date.now(),
): Promise<DeviceClaims | RefusedToken> => {
  try {
    const { payload } = await jwtVerify(token, keyOf(secret), {
      audience,
      algorithms: ['HS256'],
      requiredClaims: ['sub', 'exp'],
      currentDate: new Date(now),
    })
    return deviceClaims(payload)
  } catch (error) {
    if (error instanceof errors.JOSEError) return { refused: `device token: ${error.message}` }
    throw error
  }
}

const deviceClaims = ({ sub: id, kind, venueId }: JWTPayload): DeviceClaims | RefusedToken => {
  if (!id) return { refused: 'device token: "sub" is empty' }
  if (kind === 'phone') return { kind, id }
  if (kind === 'gateway' && typeof venueId === 'string') return { kind, id, venueId }
  return { refused: `device token: kind '${kind}' is neither a phone nor a gateway with a venueId` }
}

const keyOf = (secret: string) => new TextEncoder().encode(secret)
