#!/usr/bin/env node
import { openApi } from './api.ts'
import { type Command, readCommand, usage } from './options.ts'
import { runParked } from './parked.ts'

const wideEnough = 200 // for whoever reads through a pipe

/** `npx usher`: what people ask of a running Usher. Exits with 1 when it could not be done, 2 when it was not understood. */
const main = async (command: Command) => {
  if (command.kind === 'help') return console.log(usage)
  console.log(await runParked(openApi(process.env), command, process.stdout.columns ?? wideEnough))
}

const fail = (error: unknown, exitCode: number, hint = '') => {
  console.error(`${error instanceof Error ? error.message : error}${hint}`)
  process.exitCode = exitCode
}

const read = (): Command | undefined => {
  try {
    return readCommand(process.argv.slice(2))
  } catch (error) {
    fail(error, 2, `\n\n${usage}`)
    return undefined
  }
}

const command = read()
if (command !== undefined) await main(command).catch((error) => fail(error, 1))
