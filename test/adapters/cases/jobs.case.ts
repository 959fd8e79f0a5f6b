import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import type { Job } from '#shared/domain/job.ts'
import type { Opened } from '../opened.ts'

const aJob = (own: Partial<Job> = {}): Job => ({
  id: 'job-1',
  venueId: 'store',
  kind: 'import',
  state: 'waiting',
  createdAt: 1_700_000_000_000,
  updatedAt: 1_700_000_000_000,
  attempts: 0,
  version: 0,
  request: { format: 'imdf' },
  ...own,
})

export const jobCases = (opened: () => Opened) => {
  const jobs = () => opened().ports.jobs

  test('a job is found by its venue and its id, one version on', async () => {
    expect(await jobs().find('store', 'job-1')).toBeUndefined()
    expect(await jobs().save(aJob())).toBe('written')
    expect(await jobs().find('store', 'job-1')).toEqual(aJob({ version: 1 }))
    expect(await jobs().find('station', 'job-1')).toBeUndefined()
  })

  test('who saves what somebody else has saved meanwhile has a conflict', async () => {
    await jobs().save(aJob())
    expect(await jobs().save(aJob({ state: 'running' }))).toBe('conflict')
    expect(await jobs().save(aJob({ state: 'running', version: 1 }))).toBe('written')
    expect(await jobs().save(aJob({ state: 'done', version: 1 }))).toBe('conflict')
    expect(await jobs().find('store', 'job-1')).toEqual(aJob({ state: 'running', version: 2 }))
  })

  test('the jobs of a venue are listed, the newest first', async () => {
    for (const id of ['job-2', 'job-1', 'job-3']) await jobs().save(aJob({ id }))
    await jobs().save(aJob({ venueId: 'station' }))
    expect((await jobs().list('store', 10)).map(({ id }) => id)).toEqual(['job-3', 'job-2', 'job-1'])
    expect((await jobs().list('store', 2)).map(({ id }) => id)).toEqual(['job-3', 'job-2'])
    expect(await jobs().list('kiosk', 2)).toEqual([])
  })
}

export const fileCases = (opened: () => Opened) => {
  const files = () => opened().ports.files
  const whole = async (key: string) => {
    const found = await files().read(key)
    if (found === undefined) return undefined
    const body = await buffer(found.body)
    expect(found.bytes).toBe(body.length)
    return body.toString('utf8')
  }

  test('a file is read as it was written last', async () => {
    expect(await whole('reports/store/a')).toBeUndefined()
    await files().write('reports/store/a', Buffer.from('one'))
    await files().write('reports/store/a', Buffer.from('Größe'))
    expect(await whole('reports/store/a')).toBe('Größe')
    expect(await whole('reports/store')).toBeUndefined()
  })

  test('addresses are good for a quarter of an hour, and an upload says what it takes', async () => {
    const now = 1_700_000_000_000
    const upload = await files().uploadLink('uploads/store/a', 1234, now)
    expect(upload).toEqual({
      url: expect.stringContaining('uploads/store/a'),
      expiresAt: now + 900_000,
      method: 'PUT',
      headers: { 'content-length': '1234' },
    })
    const download = await files().downloadLink('exports/store/a', 'store.zip', now)
    expect(download).toEqual({ url: expect.stringContaining('exports/store/a'), expiresAt: now + 900_000 })
  })
}
