import { rmSync } from 'node:fs'
import { connect } from 'node:net'
import { MqttClient } from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readArchive } from '#infra/local/read-archive.ts'
import { enrol } from '#shared/client/enrol.ts'
import type { JournalEntry } from '#shared/domain/journal.ts'
import { topics } from '#shared/domain/topic.ts'
import { callApi, newFolder, putHarbour } from './laptop.ts'
import { addressesOf, npmStart } from './npm-start.ts'
import { aSighting } from './phone.ts'
import { currentTemplate } from './template.ts'

const folder = newFolder()
const reports = 300
const phones = 4 // one alone may not publish as much in a second
const sightingsPerReport = 4
const killedAfter = 100

beforeAll(async () => {
  await currentTemplate()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a kill in the middle of traffic loses no report, and none counts twice', async () => {
  const first = npmStart(['--no-demo', '--data', folder])
  const { apiUrl, mqttUrl, adminToken } = await addressesOf(first, folder)
  await putHarbour((_, method, path, body) => callApi(apiUrl, adminToken, method, path, body))
  let port = portOf(mqttUrl)
  const identities = await Promise.all(Array.from({ length: phones }, () => enrol({ apiUrl })))
  const clients = identities.map(({ deviceId, token }) => {
    const client = new MqttClient(() => connect(port, '127.0.0.1'), {
      protocolVersion: 4,
      clientId: deviceId,
      username: 'usher?x-amz-customauthorizer-name=usher-devices',
      password: token,
      clean: false,
      reconnectPeriod: 50,
    })
    client.on('error', () => {}) // it comes back
    return { client, topic: topics.sightings('harbour', deviceId) }
  })

  let acknowledged = 0
  const now = Date.now()
  const ids: string[] = []
  const published = Array.from({ length: reports }, async (_, i) => {
    const sightings = Array.from({ length: sightingsPerReport }, (_, j) => {
      const id = `${i}.${j}`
      ids.push(id)
      return aSighting('shoes', now - (reports - i) * 1000 + j, { id })
    })
    const phone = clients[i % phones]
    await phone?.client.publishAsync(phone.topic, JSON.stringify({ sightings }), { qos: 1 })
    acknowledged += 1
    if (acknowledged === killedAfter) first.kill('SIGKILL')
  })
  expect(await first.ended).toBe(null)
  expect(acknowledged).toBeLessThan(reports)

  const second = npmStart(['--no-demo', '--data', folder])
  port = portOf((await addressesOf(second, folder)).mqttUrl)
  await Promise.all(published)
  await Promise.all(clients.map(({ client }) => client.endAsync()))
  second.kill('SIGINT')
  expect(await second.ended).toBe(0)
  expect(second.complaints()).toBe('')

  const outcomes = archived().flatMap((entry) => (entry.type === 'outcomes' ? entry.outcomes : []))
  const folded = outcomes.filter(({ outcome }) => outcome === 'folded').flatMap(({ id }) => id ?? [])
  expect(new Set(outcomes.flatMap(({ id }) => id ?? []))).toEqual(new Set(ids))
  expect(folded).toEqual([...new Set(folded)])
  expect(outcomes.filter(({ outcome }) => outcome === 'parked' || outcome === 'ignored')).toEqual([])
})

const portOf = (url: string) => Number(new URL(url).port)

const archived = (): JournalEntry[] => readArchive(folder).map((line) => JSON.parse(line))
