/** Bytes as somebody can look at them: text where they are text, else base64. */
export type Content = { text: string } | { base64: string }

export const contentOf = (bytes: Uint8Array): Content => {
  const buffer = Buffer.from(bytes)
  const text = buffer.toString('utf8')
  return Buffer.from(text).equals(buffer) ? { text } : { base64: buffer.toString('base64') }
}
