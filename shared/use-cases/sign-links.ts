import { linkSigner } from '#shared/access/signed-link.ts'
import type { Phones } from '#shared/ports.ts'

/** Phones whose messages have signed links. The secret is read when the first message is sent. */
export const signingLinks = (phones: Phones, secret: () => Promise<string>): Phones => {
  let signer: Promise<ReturnType<typeof linkSigner>> | undefined
  return {
    publish: async (deviceId, message) => {
      if (message.link === undefined) return phones.publish(deviceId, message)
      signer ??= secret().then(linkSigner)
      // a secret that could not be read is asked for again
      const sign = await signer.catch((error: unknown) => {
        signer = undefined
        throw error
      })
      await phones.publish(deviceId, sign(message))
    },
  }
}
