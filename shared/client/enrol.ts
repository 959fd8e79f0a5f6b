/** What a phone install is known by. The token is its password at the broker until `expiresAt`. */
export type Identity = { deviceId: string; token: string }

/** An identity as the API mints it. `expiresAt` is in milliseconds since 1970. */
export type Enrolment = Identity & { expiresAt: number }

/** Asks for a new identity: once per install, then it is kept. Rejects with what the API answered. */
export const enrol = async (options: { apiUrl: string; fetch?: typeof fetch }): Promise<Enrolment> => {
  const url = `${options.apiUrl.replace(/\/$/, '')}/devices`
  const answer = await (options.fetch ?? fetch)(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  const text = await answer.text()
  if (answer.status !== 201) {
    throw new Error(`enrolment at ${url} was refused with ${answer.status}: ${text.slice(0, 200)}`)
  }
  const enrolment = enrolmentIn(text)
  if (!enrolment) {
    throw new Error(`enrolment at ${url} answered ${text.slice(0, 200)}, expected { deviceId, token, expiresAt }`)
  }
  return enrolment
}

const enrolmentIn = (text: string): Enrolment | undefined => {
  const { deviceId, token, expiresAt } = (parsed(text) ?? {}) as Partial<Record<keyof Enrolment, unknown>>
  if (typeof deviceId !== 'string' || typeof token !== 'string' || typeof expiresAt !== 'number') return undefined
  return { deviceId, token, expiresAt }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
