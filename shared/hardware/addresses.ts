import { readAdvertisement } from './advertisement.ts'
import { decode, libraries } from './decode.ts'
import { readAddress } from './radio.ts'

/** The hardware addresses that bytes tell, as far as they are an advertisement that we can read: 12 hex digits each. */
export const addressesIn = (bytes: Uint8Array): readonly string[] => {
  const sender = readAdvertisement(bytes)
  const told = [
    sender !== undefined && 'address' in sender ? sender.address : undefined,
    ...listOf(decode({ structures: bytes, libraries })?.deviceIds).map((id) => String(id).split('/')[0]),
  ]
  return told.flatMap((address) => readAddress(address) ?? [])
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
