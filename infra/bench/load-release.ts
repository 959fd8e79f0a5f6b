import { readFileSync } from 'node:fs'
import { unpacked } from '#shared/adapters/aws/items.ts'
import { compileRelease, type ReleaseContent } from '#shared/domain/release.ts'
import { customerOf } from './crowd.ts'
import { askedBy, matchesOf, momentOf } from './rules.ts'

/** What a new environment of a function does with a release once: in a process of its own, so that nothing is warm. */
const stored = readFileSync(process.argv[2] ?? '')
const moment = momentOf(7)
const subject = askedBy(moment, customerOf(7))
const started = process.cpuUsage()
const content = unpacked(stored) as ReleaseContent
const read = process.cpuUsage(started)
matchesOf(compileRelease(content), moment, () => subject)
const all = process.cpuUsage(started)
const milliseconds = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000
console.log(JSON.stringify({ readMs: milliseconds(read), allMs: milliseconds(all) }))
