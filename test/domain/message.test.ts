import { expect, test } from 'vitest'
import { withoutCode } from '#shared/domain/message.ts'
import { aMessage } from '#test/adapters/samples.ts'

const code = '7QK2-M9XD-4TB8'

test('a code is told neither by itself nor in texts and links', () => {
  const texts = { title: `Code ${code}`, body: `${code} and ${code}`, link: `https://example.com/?c=${code}` }
  const message = aMessage({ ...texts, offer: { id: 'care', code } })
  expect(withoutCode(message)).toEqual({
    ...message,
    title: 'Code ****-****-****',
    body: '****-****-**** and ****-****-****',
    link: 'https://example.com/?c=****-****-****',
    offer: { id: 'care' },
  })
})

test('a message without a code is told as it is', () => {
  for (const message of [aMessage(), aMessage({ offer: { id: 'care' } })]) expect(withoutCode(message)).toBe(message)
})
