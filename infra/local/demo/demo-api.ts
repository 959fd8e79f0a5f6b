/** Tokens of the API, one for each role that the demo plays. */
export type DemoTokens = Readonly<Record<'admin' | 'operator' | 'marketer', string>>

export type DemoApi = (role: keyof DemoTokens, method: 'PUT' | 'POST', path: string, body?: unknown) => Promise<unknown>

/** The HTTP API as the demo's people use it. Rejects with what was asked, and what the API says is wrong with it. */
export const createDemoApi = (apiUrl: string, tokens: DemoTokens): DemoApi => {
  const root = apiUrl.replace(/\/$/, '')
  return async (role, method, path, body = {}) => {
    const answer = await fetch(root + path, {
      method,
      headers: { authorization: `Bearer ${tokens[role]}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} as ${role} was refused with ${answer.status}: ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
}
