import { parseArgs } from 'node:util'
import type { Ports } from './system.ts'

/** What `npm start` can be told. */
export type StartOptions = { demo: boolean; folder: string; speed: number; seed: number; ports: Ports }

const defaultPorts: Ports = { mqtt: 18830, webSocket: 18831, api: 18832, issuer: 18833, control: 18834, aws: 18835 }

const portVariables: Record<keyof Ports, string> = {
  mqtt: 'USHER_MQTT_PORT',
  webSocket: 'USHER_WS_PORT',
  api: 'USHER_API_PORT',
  issuer: 'USHER_ISSUER_PORT',
  control: 'USHER_CONTROL_PORT',
  aws: 'USHER_AWS_PORT',
}

export const usage = `npm start -- [options]
  --no-demo     an empty system: no venue, nobody in it
  --data DIR    where everything is kept (.usher)
  --speed N     how fast time runs (1)
  --seed N      another day in the demo's store (1)
Ports: ${Object.values(portVariables).join(', ')}; 0 takes a free one.`

/** Reads the command line and the environment. Throws with a text that says what is wrong. */
export const readOptions = (
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StartOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'no-demo': { type: 'boolean', default: false },
      data: { type: 'string', default: '.usher' },
      speed: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
    },
  })
  return {
    demo: !values['no-demo'],
    folder: values.data,
    speed: numberIn('--speed', values.speed, 0.001, 1000),
    seed: numberIn('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
    ports: portsIn(env),
  }
}

const portsIn = (env: Readonly<Record<string, string | undefined>>): Ports => {
  const portOf = (name: keyof Ports) =>
    numberIn(portVariables[name], env[portVariables[name]] ?? String(defaultPorts[name]), 0, 65_535)
  return {
    mqtt: portOf('mqtt'),
    webSocket: portOf('webSocket'),
    api: portOf('api'),
    issuer: portOf('issuer'),
    control: portOf('control'),
    aws: portOf('aws'),
  }
}

const numberIn = (name: string, text: string, from: number, to: number): number => {
  const value = Number(text)
  if (text.trim() === '' || !(value >= from && value <= to))
    throw new Error(`${name} takes a number from ${from} to ${to}, not "${text}"`)
  return value
}

/** Says which port somebody else has, and what to do about it; undefined for any other error. */
export const portTaken = (error: unknown, ports: Ports): string | undefined => {
  const { code, port } = error as { code?: unknown; port?: unknown }
  if (code !== 'EADDRINUSE') return undefined
  const names = Object.keys(portVariables) as (keyof Ports)[]
  const variable = portVariables[names.find((name) => ports[name] === port) ?? 'mqtt']
  return `Port ${port} on 127.0.0.1 is taken, perhaps by another Usher. Stop that one, or set ${variable} to another port (0 takes a free one).`
}
