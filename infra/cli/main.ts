#!/usr/bin/env node
import { openApi } from './api.ts'
import { type MapsCommand, mapsUsage, readMapsCommand, runMaps } from './maps.ts'
import { type Command, readCommand, usage } from './options.ts'
import { runParked } from './parked.ts'

const wideEnough = 200 // for whoever reads through a pipe

/** `npx usher`: what people ask of a running Usher. Exits with 1 when it could not be done, 2 when it was not understood. */
const main = async (command: Command | MapsCommand) => {
  const width = process.stdout.columns ?? wideEnough
  if ('action' in command) return console.log(await runMaps(openApi(process.env), command, width))
  if (command.kind === 'help') return console.log(`${mapsUsage}\n\n${usage}`)
  console.log(await runParked(openApi(process.env), command, width))
}

const fail = (error: unknown, exitCode: number, hint = '') => {
  console.error(`${error instanceof Error ? error.message : error}${hint}`)
  process.exitCode = exitCode
}

const read = (): Command | MapsCommand | undefined => {
  const [topic, ...args] = process.argv.slice(2)
  const isMaps = topic === 'maps'
  try {
    return isMaps ? readMapsCommand(args) : readCommand(process.argv.slice(2))
  } catch (error) {
    fail(error, 2, `\n\n${isMaps ? mapsUsage : usage}`)
    return undefined
  }
}

const command = read()
if (command !== undefined) await main(command).catch((error) => fail(error, 1))
