#!/usr/bin/env node
import { createInterface } from 'node:readline/promises'
import { openApi } from './api.ts'
import { rehearsalTopics } from './code/rehearsal-topics.ts'
import { codeTopics } from './code/topics.ts'
import { mapsUsage, readMapsCommand, runMaps } from './maps.ts'
import { readCommand, usage } from './options.ts'
import { runParked } from './parked.ts'
import { done, Misunderstood, type Topic, type World } from './topic.ts'

const wideEnough = 200 // for whoever reads through a pipe

const read = <T>(parse: (args: readonly string[]) => T, args: readonly string[]): T => {
  try {
    return parse(args)
  } catch (error) {
    throw new Misunderstood((error as Error).message)
  }
}

const maps: Topic = {
  usage: mapsUsage,
  run: async (args, { api, width }) => {
    const command = read(readMapsCommand, args)
    return done(await runMaps(api(), command, width))
  },
}

const parked: Topic = {
  usage,
  run: async (args, { api, width }) => {
    const command = read(readCommand, ['parked', ...args])
    return done(command.kind === 'help' ? usage : await runParked(api(), command, width))
  },
}

const topics: Readonly<Record<string, Topic>> = { ...codeTopics, ...rehearsalTopics, maps, parked }

const world: World = {
  api: () => openApi(process.env),
  width: process.stdout.columns ?? wideEnough,
  isTerminal: process.stderr.isTTY === true,
  print: (text) => console.log(text),
  ask: process.stdin.isTTY ? askHere : undefined,
}

async function askHere(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return await terminal.question(question)
  } finally {
    terminal.close()
  }
}

/** `npx usher`: what people ask of a running Usher, or of their files. Exits with 1 when it could not be done, or was not understood. */
const main = async ([name = 'help', ...args]: readonly string[]) => {
  const topic = Object.hasOwn(topics, name) ? topics[name] : undefined
  if (!topic && !/^(--?)?h(elp)?$/.test(name))
    throw new Misunderstood(`There is no "${name}"; there are ${Object.keys(topics).join(', ')}.`)
  const wantsHelp = args.includes('--help') || args.includes('-h')
  if (!topic || wantsHelp)
    return console.log((topic ? [topic] : Object.values(topics)).map((one) => one.usage).join('\n\n'))
  const { text, exitCode } = await topic.run(args, world).catch((error: unknown) => {
    throw error instanceof Misunderstood ? new Misunderstood(`${error.message}\n\n${topic.usage}`) : error
  })
  console.log(text)
  process.exitCode = exitCode
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = error instanceof Misunderstood && !process.argv.includes('--detailed-exitcode') ? 2 : 1
})
