import { existsSync, readFileSync } from 'node:fs'

/** The HTTP API as an admin speaks to it. Rejects with a text that says what to do. */
export type Api = {
  get<T>(path: string, query?: Readonly<Record<string, string | number>>): Promise<T>
  post<T>(path: string, body: object): Promise<T>
}

const laptop = 'http://127.0.0.1:18832'
const tokenFile = '.usher/admin.token'

/** Reads from the environment where the API is, and who asks; the laptop's own by default. Throws when there is no token. */
export const openApi = (env: Readonly<Record<string, string | undefined>>): Api => {
  const url = (env.USHER_API_URL ?? laptop).replace(/\/+$/, '')
  const token = env.USHER_TOKEN ?? (existsSync(tokenFile) ? readFileSync(tokenFile, 'utf8') : undefined)
  if (token === undefined)
    throw new Error(
      `There is no token: set USHER_TOKEN to an admin's, or run this where npm start has written ${tokenFile}.`,
    )

  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const headers = { authorization: `Bearer ${token.trim()}`, 'content-type': 'application/json' }
    const response = await fetch(url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: Error) => {
      const { cause } = error as { cause?: { code?: string } }
      throw new Error(
        `Nobody answers at ${url} (${cause?.code ?? error.message}): is npm start running? USHER_API_URL names another address.`,
      )
    })
    const text = await response.text()
    if (!response.ok) throw new Error(refusal(response.status, text, method, path))
    return JSON.parse(text) as T
  }
  return {
    get: (path, query = {}) => {
      const parameters = Object.entries(query).map(([name, value]) => [name, String(value)])
      return ask('GET', parameters.length === 0 ? path : `${path}?${new URLSearchParams(parameters)}`)
    },
    post: (path, body) => ask('POST', path, body),
  }
}

type Refusal = { message?: string; issues?: { path: string; reason: string }[] }

const refusal = (status: number, text: string, method: string, path: string): string => {
  const { message, issues = [] } = read(text)
  const lines = issues.map((issue) => `  ${issue.path}: ${issue.reason}`)
  const hint =
    status === 401 ? ' The token is not valid (any more): npm start writes new ones, on AWS sign in again.' : ''
  return [`${method} ${path} was answered with ${status}: ${message ?? text}.${hint}`, ...lines].join('\n')
}

const read = (text: string): Refusal => {
  try {
    return JSON.parse(text) as Refusal
  } catch {
    return {}
  }
}
