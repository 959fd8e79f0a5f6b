import { expect, test } from 'vitest'
import { enrol } from '#shared/client/enrol.ts'

const answering = (status: number, body: unknown, asked: unknown[] = []): typeof fetch => {
  return async (url, init) => {
    asked.push({ url, method: init?.method, body: init?.body })
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
  }
}

test('a phone asks once and gets its identity', async () => {
  const asked: unknown[] = []
  const enrolment = { deviceId: 'd1', token: 't', expiresAt: 5 }
  const fetch = answering(201, { ...enrolment, more: 1 }, asked)
  expect(await enrol({ apiUrl: 'http://api.test/', fetch })).toEqual(enrolment)
  expect(asked).toEqual([{ url: 'http://api.test/devices', method: 'POST', body: '{}' }])
})

test('a refusal says where and what was answered', async () => {
  const fetch = answering(429, { message: 'Too Many Requests' })
  await expect(enrol({ apiUrl: 'http://api.test', fetch })).rejects.toThrow(
    'enrolment at http://api.test/devices was refused with 429: {"message":"Too Many Requests"}',
  )
})

test.each(['not json', '{}', 'null', '{"deviceId":"d1","token":"t"}'])(
  'an answer of %s is no identity',
  async (body) => {
    await expect(enrol({ apiUrl: 'http://api.test', fetch: answering(201, body) })).rejects.toThrow(
      `enrolment at http://api.test/devices answered ${body}, expected { deviceId, token, expiresAt }`,
    )
  },
)
