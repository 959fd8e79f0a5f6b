import { describe, expect, test } from 'vitest'
import { portTaken, readOptions } from '#infra/local/options.ts'

const usual = {
  demo: true,
  folder: '.usher',
  speed: 1,
  seed: 1,
  ports: { mqtt: 18830, webSocket: 18831, api: 18832, issuer: 18833, control: 18834, aws: 18835 },
}

describe('what npm start is told', () => {
  test('may be nothing', () => {
    expect(readOptions([], {})).toEqual(usual)
  })

  test('comes by options and by the environment', () => {
    const options = readOptions(['--no-demo', '--data', 'elsewhere', '--speed', '0.5', '--seed', '7'], {
      USHER_MQTT_PORT: '1883',
      USHER_WS_PORT: '0',
      USHER_API_PORT: '1',
      USHER_ISSUER_PORT: '2',
      USHER_CONTROL_PORT: '3',
      USHER_AWS_PORT: '65535',
      PORT: '80',
    })
    expect(options).toEqual({
      demo: false,
      folder: 'elsewhere',
      speed: 0.5,
      seed: 7,
      ports: { mqtt: 1883, webSocket: 0, api: 1, issuer: 2, control: 3, aws: 65_535 },
    })
  })

  test.each([
    [['--speed', 'fast'], {}, '--speed takes a number from 0.001 to 1000, not "fast"'],
    [['--speed', '0'], {}, '--speed takes a number from 0.001 to 1000, not "0"'],
    [['--speed', ''], {}, '--speed takes a number from 0.001 to 1000, not ""'],
    [[], { USHER_API_PORT: '65536' }, 'USHER_API_PORT takes a number from 0 to 65535, not "65536"'],
    [[], { USHER_WS_PORT: 'web' }, 'USHER_WS_PORT takes a number from 0 to 65535, not "web"'],
    [['--quiet'], {}, /--quiet/],
    [['demo'], {}, /demo/],
  ])('%j with %j is refused by name', (args, env, message) => {
    expect(() => readOptions(args, env)).toThrow(message)
  })
})

describe('a port that is taken', () => {
  test('is named with the variable that sets another', () => {
    const error = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE', port: 18834 })
    expect(portTaken(error, usual.ports)).toBe(
      'Port 18834 on 127.0.0.1 is taken, perhaps by another Usher. Stop that one, or set USHER_CONTROL_PORT to another port (0 takes a free one).',
    )
  })

  test('is not what any other error is about', () => {
    expect(portTaken(new Error('out of paper'), usual.ports)).toBeUndefined()
    expect(portTaken('out of paper', usual.ports)).toBeUndefined()
  })
})
