type RouteMatch<R> = { route: R; pathParameters: Record<string, string> }

type Segment = { kind: 'literal' | 'parameter' | 'rest'; name: string }

const specificity = { literal: '0', parameter: '1', rest: '2' }

/**
 * Prepares the routes of an API and finds the one for a request: the most specific path wins (`/a/b` before `/a/{x}`
 * before `/a/{x+}`), a method before ANY, and `$default` takes the rest. Path parameters come decoded.
 * Source: API Gateway developer guide, "Create routes for HTTP APIs".
 */
export const createRouteMatcher = <R extends { key: string }>(routes: readonly R[]) => {
  const fallback = routes.find(({ key }) => key === '$default')
  const prepared = routes
    .filter((route) => route !== fallback)
    .map((route) => {
      const [method = '', path = ''] = route.key.split(' ')
      const segments = path.split('/').slice(1).map(readSegment)
      const rank = `${segments.map(({ kind }) => specificity[kind]).join('')} ${method === 'ANY' ? 1 : 0}`
      return { route, method, segments, rank }
    })
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))

  return (method: string, path: string): RouteMatch<R> | undefined => {
    const given = path.split('/').slice(1)
    for (const candidate of prepared) {
      if (candidate.method !== 'ANY' && candidate.method !== method) continue
      const pathParameters = matchSegments(candidate.segments, given)
      if (pathParameters) return { route: candidate.route, pathParameters }
    }
    return fallback && { route: fallback, pathParameters: {} }
  }
}

const readSegment = (text: string): Segment => {
  const [, name, plus] = /^\{(.+?)(\+?)\}$/.exec(text) ?? []
  if (name === undefined) return { kind: 'literal', name: text }
  return { kind: plus ? 'rest' : 'parameter', name }
}

const matchSegments = (segments: readonly Segment[], given: readonly string[]) => {
  const parameters: Record<string, string> = {}
  for (const [index, { kind, name }] of segments.entries()) {
    const text = given[index]
    if (!text && !(kind === 'literal' && text === name)) return undefined
    if (kind === 'literal' && text !== name) return undefined
    const value = kind === 'rest' ? given.slice(index).join('/') : (text ?? '')
    if (kind !== 'literal') parameters[name] = decode(value)
    if (kind === 'rest') return parameters
  }
  return given.length === segments.length ? parameters : undefined
}

const decode = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
