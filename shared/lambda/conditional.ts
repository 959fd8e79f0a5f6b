type Headers = Readonly<Record<string, string | undefined>>

/**
 * What If-Match and If-None-Match ask for: whether it is so of what has this etag, or, undefined, of nothing. RFC 9110, 13.1:
 * `*` is anything that is there, and only the very same content matches If-Match.
 */
export const holdsFor = (headers: Headers) => {
  const [match, noneMatch] = [tagsIn(headers['if-match']), tagsIn(headers['if-none-match'])]
  return (etag: string | undefined): boolean =>
    (match === undefined || isAmong(match, etag)) && (noneMatch === undefined || !isAmong(noneMatch.map(strong), etag))
}

/** Whether the caller of a GET has what has this etag already. */
export const hasSeen = (headers: Headers, etag: string): boolean => {
  const tags = tagsIn(headers['if-none-match'])
  return tags !== undefined && isAmong(tags.map(strong), etag)
}

const isAmong = (tags: readonly string[], etag: string | undefined) =>
  etag !== undefined && (tags.includes('*') || tags.includes(etag))

const tagsIn = (header: string | undefined) => header?.split(',').map((tag) => tag.trim())

const strong = (tag: string) => tag.replace(/^W\//, '')
