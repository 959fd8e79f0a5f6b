import { rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { type LaptopProcess, startLaptopProcess } from '#infra/replay/kill/laptop-process.ts'
import { callApi, newFolder, putHarbour } from './laptop.ts'
import { aPhone, approaching, connectPhone } from './phone.ts'
import { currentTemplate } from './template.ts'

const folder = newFolder()
const running: LaptopProcess[] = []
afterAll(async () => {
  for (const { kill, ended } of running) {
    kill()
    await ended
  }
  rmSync(folder, { recursive: true, force: true })
})

const start = async () => {
  const laptop = await startLaptopProcess(
    { templatePath: await currentTemplate(), folder, speed: 1, mqttPort: 0 },
    () => undefined,
  )
  running.push(laptop)
  const pass = (seconds: number) => laptop.ask({ ask: 'step', milliseconds: seconds * 1000 })
  const api = async (role: string, method: string, path: string, body?: unknown) =>
    callApi(laptop.apiUrl, await laptop.ask({ ask: 'token', grants: [role] }), method, path, body)
  const idle = async () => void (await laptop.ask({ ask: 'idle' }))
  return { laptop, pass, api, idle, system: { ...laptop, idle } }
}

const reminder = {
  name: 'A reminder after ten minutes',
  entrance: { moment: 'zone.enter', venueId: 'harbour', zoneId: 'boots' },
  steps: [
    { id: 'wait', kind: 'delay', seconds: 600 },
    {
      id: 'remind',
      kind: 'message',
      class: 'service',
      message: { kind: 'text', title: 'Still undecided?', body: 'Somebody at the desk helps.' },
    },
  ],
}

test('a run whose laptop is killed in its delay goes on when it is back', async () => {
  const first = await start()
  await putHarbour(first.api)
  await first.api('marketer', 'PUT', '/journeys/reminder', reminder)
  expect((await first.api('admin', 'POST', '/publish', { venueId: 'harbour' })).status).toBe(200)
  await first.pass(6)
  const ada = await aPhone(first, { customerId: 'ada' })
  await ada.report(approaching('boots', first.laptop.now + 6000))
  expect(ada.messages.map(({ title }) => title)).not.toContain('Still undecided?')
  first.laptop.kill()
  await first.laptop.ended
  await ada.close()

  const second = await start()
  const again = await connectPhone(second, ada)
  await second.pass(700)
  await again.settled()
  expect(again.messages.filter(({ title }) => title === 'Still undecided?')).toHaveLength(1)
  await again.close()
}, 120_000)
