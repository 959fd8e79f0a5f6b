import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { FloorPlan, Shop } from '#infra/replay/floor-plan.ts'
import type { Ring } from '#infra/replay/geometry.ts'
import type { Heard, Recording, Walk } from '#infra/replay/recording.ts'
import type { IBeacon } from '#shared/domain/sighting.ts'

export const square = (x: number, y: number, side: number): Ring => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
  [x, y],
]

const aShop = (id: string, x: number, y: number): Shop => ({
  id,
  name: `Shop ${id}`,
  floorId: id.split('-')[0] ?? '',
  shape: [[square(x, y, 4)]],
})

/** Two floors of one row of shops each, 20 m apart: books at x = 0 and toys at x = 20, shoes and hats above. */
export const plans: readonly FloorPlan[] = [
  { floor: { id: 'G', name: 'G', level: 0 }, shops: [aShop('G-books', 0, 0), aShop('G-toys', 20, 0)] },
  { floor: { id: 'U', name: 'U', level: 1 }, shops: [aShop('U-shoes', 0, 0), aShop('U-hats', 20, 0)] },
]

export const aBeacon = (minor: number): IBeacon => ({
  uuid: '00000000-0000-4000-8000-000000000001',
  major: 1,
  minor,
  mac: `AC:23:3F:00:00:${String(minor).padStart(2, '0')}`,
})

let row = 1

/** Beacon 1 as heard at the books, loud. */
export const aHeard = (own: Partial<Heard> = {}): Heard => {
  row += 1
  return { row, at: 1_000_000, beacon: aBeacon(1), rssi: -70, txPower: -59, truePosition: { x: 2, y: 5 }, ...own }
}

export const aWalk = (own: Partial<Walk> = {}): Walk => ({
  id: 'w1',
  floorId: 'G',
  half: 'learning',
  heard: [aHeard()],
  ...own,
})

export const aRecording = (walks: readonly Walk[]): Recording => ({ id: 'arcade', name: 'The arcade', plans, walks })

/** Past the books and on to the toys, a second a sighting: beacon 1 hangs at the books, beacon 2 at the toys. */
export const pastBooksAndToys = (own: Partial<Walk> = {}): Walk =>
  aWalk({
    ...own,
    heard: Array.from({ length: 12 }, (_, second) =>
      aHeard({
        at: 1_000_000 + second * 1000,
        beacon: aBeacon(second < 6 ? 1 : 2),
        truePosition: { x: second < 6 ? 2 : 22, y: 5 },
      }),
    ),
  })

/** A folder with these files, gone after the test. */
export const aFolder = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'usher-recording-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}
