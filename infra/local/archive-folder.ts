import { appendFileSync, globSync, mkdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Clock, Resource, Template } from './contracts.ts'
import { byName, isWhole } from './read-archive.ts'
import { nameOf } from './template/attributes.ts'

type Destination = { BucketARN?: string; Prefix?: string; CompressionFormat?: string }
type Lifecycle = { Rules?: { Status?: string; ExpirationInDays?: number }[] }

const hour = 3_600_000
const day = 24 * hour

/** Where one delivery stream's records go: below `folder`/<bucket>, as Firehose lays them out in S3, an object an hour. */
export type ArchiveFolder = { append(lines: Buffer): void }

/**
 * Opens the bucket that a delivery stream fills. Each call adds a gzip member to the object of the clock's UTC hour, which
 * is there at once: nothing waits in a buffer for a kill to lose. What is older than the bucket's lifecycle allows goes, at
 * the start and once a day. Throws for a destination that the laptop can't fill.
 */
export const openArchiveFolder = (
  stream: Resource,
  { template, clock, folder }: { template: Template; clock: Clock; folder: string },
): ArchiveFolder => {
  const to = stream.properties.ExtendedS3DestinationConfiguration as Destination | undefined
  const bucket = template.find(to?.BucketARN ?? '')
  if (bucket?.type !== 'AWS::S3::Bucket' || to?.CompressionFormat !== 'GZIP')
    throw new Error(`${stream.logicalId}: the laptop delivers to a bucket of the template, in the format GZIP.`)
  const root = join(folder, nameOf(bucket))
  const name = nameOf(stream)
  const { Rules = [] } = (bucket.properties.LifecycleConfiguration ?? {}) as Lifecycle
  const days = Math.min(...Rules.flatMap(({ Status, ExpirationInDays: n }) => (Status === 'Enabled' && n ? [n] : [])))

  const letGo = () => {
    for (const file of globSync('**/*.gz', { cwd: root })) {
      const startedAt = hourOf(file, name)
      if (startedAt !== undefined && clock.now() - startedAt - hour >= days * day) rmSync(join(root, file))
    }
  }
  const everyDay = () => {
    letGo()
    clock.at(clock.now() + day, everyDay)
  }
  everyDay()
  const newest = globSync(`**/${name}-1-*.gz`, { cwd: root }).sort(byName).at(-1)
  if (newest !== undefined) mend(join(root, newest))

  return {
    append: (lines) => {
      const path = join(root, keyOf(clock.now(), name, to.Prefix ?? ''))
      mkdirSync(dirname(path), { recursive: true })
      appendFileSync(path, gzipSync(lines, { level: 1 }))
    },
  }
}

/** Cuts off what a kill tore of an object's last member: nobody was told that it was taken. */
const mend = (path: string): void => {
  const bytes = readFileSync(path)
  let end = bytes.length
  while (end > 0 && !isWhole(bytes.subarray(0, end))) end = bytes.lastIndexOf(gzipMagic, end - gzipMagic.length - 1)
  if (end < bytes.length) truncateSync(path, Math.max(end, 0))
}

const gzipMagic = Buffer.from([0x1f, 0x8b, 0x08])

/** `<prefix><stream>-1-yyyy-MM-dd-HH-mm-ss-<random>.gz`, as Firehose names its objects. */
const keyOf = (now: number, name: string, prefix: string): string => {
  const [year = '', month = '', date = '', hours = ''] = new Date(now).toISOString().split(/[-T:]/)
  const parts: Readonly<Record<string, string>> = { yyyy: year, MM: month, dd: date, HH: hours }
  const path = prefix.replaceAll(/!\{timestamp:([^}]*)\}/g, (_, format: string) =>
    format.replaceAll(/yyyy|MM|dd|HH/g, (part) => parts[part] ?? part),
  )
  return `${path}${name}-1-${year}-${month}-${date}-${hours}-00-00-laptop.gz`
}

/** The hour that an object of this stream was begun in; undefined for what is not its own. */
const hourOf = (file: string, name: string): number | undefined => {
  const at = basename(file)
  if (!at.startsWith(`${name}-1-`)) return undefined
  const [year, month, date, hours] = at.slice(`${name}-1-`.length).split('-').map(Number)
  return Date.UTC(year ?? 0, (month ?? 1) - 1, date, hours)
}
