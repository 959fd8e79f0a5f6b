import { textLimits } from '#shared/domain/template.ts'

export type TextField = 'title' | 'body' | 'link'

// what a phone can't show, and what turns the direction of a text that it stands in
const unseen = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/gu

/** A text as a phone shows it: on one line, or on several where its field has them. */
export const plain = (text: string, field: TextField): string => {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.replaceAll('\t', ' ').replaceAll(unseen, ''))
  return (field === 'body' ? lines.join('\n') : lines.join(' ')).trim()
}

/** Why a rendered text can't be sent. */
export const textFault = (text: string, field: TextField, kind: 'message' | 'task'): string | undefined => {
  const longest = kind === 'task' && field === 'body' ? textLimits.note : textLimits[field]
  if (text.length > longest) return `it is too long: ${text.length} characters, at most ${longest}`
  if (field === 'link') return isHttps(text) ? undefined : 'it is no https:// address'
  return text === '' && !(kind === 'task' && field === 'body') ? 'it comes to nothing' : undefined
}

const isHttps = (text: string): boolean => /^https:\/\/[^\s/]/.test(text) && !/\s/.test(text) && URL.canParse(text)
