/** Writes one structured line to the function's log. Ids and reasons only: nothing that was said by or of a person. */
export const log = (level: 'info' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void => {
  console[level](JSON.stringify({ level, message, ...fields }))
}
