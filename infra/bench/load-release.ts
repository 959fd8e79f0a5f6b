import { readFileSync } from 'node:fs'
import { unpacked } from '#shared/adapters/aws/items.ts'
import { compileRelease } from '#shared/domain/release.ts'
import type { Venue } from '#shared/domain/venue.ts'

/** What a new environment of a function does with a venue once: in a process of its own, so that nothing is warm. */
const stored = readFileSync(process.argv[2] ?? '')
const started = process.cpuUsage()
const venue = unpacked(stored) as Venue
const read = process.cpuUsage(started)
compileRelease({ version: 'v1', publishedAt: 0, venues: [venue], journeys: [] })
const all = process.cpuUsage(started)
const milliseconds = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000
console.log(JSON.stringify({ readMs: milliseconds(read), allMs: milliseconds(all) }))
