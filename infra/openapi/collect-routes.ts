import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Route, Routes } from '#shared/lambda/http.ts'

/** All routes that the functions of a folder serve, by route key. Nothing is called: settings that a function asks for are made up. */
export const collectRoutes = async (functions: string): Promise<Map<string, Route<unknown>>> => {
  const files = (await readdir(functions)).filter((name) => name.endsWith('.ts')).sort()
  const routes = new Map<string, Route<unknown>>()
  for (const file of files.map((name) => join(functions, name))) {
    const source = await readFile(file, 'utf8')
    if (!source.includes('httpHandler(')) continue
    for (const [key, route] of Object.entries(await routesOf(file, source))) {
      if (routes.has(key)) throw new Error(`${file}: another function serves ${key} already`)
      routes.set(key, route)
    }
  }
  return routes
}

const routesOf = async (file: string, source: string): Promise<Routes> => {
  const settings = [...source.matchAll(/\benv\('(\w+)'\)/g)].flatMap(([, name]) => name ?? [])
  const missing = settings.filter((name) => process.env[name] === undefined)
  for (const name of missing) process.env[name] = 'described'
  try {
    const { handler }: { handler: { routes: Routes } } = await import(pathToFileURL(file).href)
    return handler.routes
  } finally {
    for (const name of missing) delete process.env[name]
  }
}
