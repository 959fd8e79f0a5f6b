import { existsSync, readFileSync } from 'node:fs'

/** The HTTP API as an admin speaks to it. Rejects with a text that says what to do. */
export type Api = {
  url: string
  get<T>(path: string, query?: Readonly<Record<string, string | number>>): Promise<T>
  post<T>(path: string, body: object): Promise<T>
  /** What is there, with its etag; undefined where nothing is. */
  read<T>(path: string): Promise<{ value: T; etag: string | undefined } | undefined>
  put(path: string, body: object, only: Only): Promise<void>
  remove(path: string, only: Only): Promise<void>
}

/** What must be so for a change to take. */
export type Only = { 'if-match'?: string; 'if-none-match'?: '*' }

/** The API understood, and said no. `issues` are what is wrong with what was sent. */
export class ApiRefusal extends Error {
  readonly status: number
  readonly issues: readonly Issue[]

  constructor(message: string, status: number, issues: readonly Issue[]) {
    super(message)
    this.status = status
    this.issues = issues
  }
}

type Issue = { path: string; reason: string; example?: unknown }

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

  const ask = async (method: string, path: string, body?: object, only: Only = {}): Promise<Answered> => {
    const headers = { authorization: `Bearer ${token.trim()}`, 'content-type': 'application/json', ...only }
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
    if (!response.ok) throw refusal(response.status, text, method, path)
    const etag = response.headers.get('etag') ?? undefined
    return { body: text === '' ? undefined : JSON.parse(text), etag }
  }
  const answer = async <T>(asked: Promise<Answered>): Promise<T> => (await asked).body as T
  return {
    url,
    get: (path, query = {}) => {
      const parameters = Object.entries(query).map(([name, value]) => [name, String(value)])
      return answer(ask('GET', parameters.length === 0 ? path : `${path}?${new URLSearchParams(parameters)}`))
    },
    post: (path, body) => answer(ask('POST', path, body)),
    read: async <T>(path: string) => {
      try {
        const { body, etag } = await ask('GET', path)
        return { value: body as T, etag }
      } catch (error) {
        if (error instanceof ApiRefusal && error.status === 404) return undefined
        throw error
      }
    },
    put: (path, body, only) => answer(ask('PUT', path, body, only)),
    remove: (path, only) => answer(ask('DELETE', path, undefined, only)),
  }
}

type Answered = { body: unknown; etag: string | undefined }
type Refusal = { message?: string; issues?: Issue[] }

const refusal = (status: number, text: string, method: string, path: string): ApiRefusal => {
  const { message, issues = [] } = read(text)
  const lines = issues.map((issue) => `  ${issue.path}: ${issue.reason}`)
  const hint =
    status === 401 ? ' The token is not valid (any more): npm start writes new ones, on AWS sign in again.' : ''
  const said = `${method} ${path} was answered with ${status}: ${message ?? text}.${hint}`
  return new ApiRefusal([said, ...lines].join('\n'), status, issues)
}

const read = (text: string): Refusal => {
  try {
    return JSON.parse(text) as Refusal
  } catch {
    return {}
  }
}
