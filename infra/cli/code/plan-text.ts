import type { FieldChange } from './field-changes.ts'
import { fieldChanges } from './field-changes.ts'
import { keyOf } from './kinds.ts'
import { type Change, countsOf, type Plan } from './plan.ts'

/** A plan as people who know terraform expect it. */
export const planText = (plan: Plan): string => {
  const { changes } = plan
  const kept = unmanagedText(plan)
  if (changes.length === 0) return `No changes. The drafts are as this folder has them.${kept}`
  const { add, change, destroy } = countsOf(plan)
  return [...changes.map(changeText), `Plan: ${add} to add, ${change} to change, ${destroy} to destroy.${kept}`].join(
    '\n\n',
  )
}

const unmanagedText = ({ unmanaged: { length } }: Plan) =>
  length === 0
    ? ''
    : `\n${length} draft${length === 1 ? ' is' : 's are'} in no file and stay${length === 1 ? 's' : ''}; --prune would destroy ${length === 1 ? 'it' : 'them'}.`

const changeText = (change: Change): string => {
  const key = keyOf(change)
  if (change.action === 'destroy') return `  - ${key} will be destroyed`
  if (change.action === 'update')
    return [`  ~ ${key} will be changed  (${change.file})`, ...fieldLines(change.fields)].join('\n')
  return [`  + ${key} will be created  (${change.file})`, ...fieldLines(fieldChanges({}, change.value))].join('\n')
}

const linesAtMost = 40 // of one resource; an imported map has thousands of zones

const fieldLines = (fields: readonly FieldChange[]): string[] => [
  ...fields.slice(0, linesAtMost).map(fieldLine),
  ...(fields.length > linesAtMost ? [`      … and ${fields.length - linesAtMost} more fields`] : []),
]

const fieldLine = (change: FieldChange): string => {
  const { field, before, after } = change
  if (!('before' in change)) return `      + ${field}: ${shown(after)}`
  return 'after' in change
    ? `      ~ ${field}: ${shown(before)} → ${shown(after)}`
    : `      - ${field}: ${shown(before)}`
}

const longest = 160
const shown = (value: unknown): string => {
  const text = JSON.stringify(value)
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}

/** A plan for programs. */
export const planJson = (plan: Plan) => ({ ...plan, counts: countsOf(plan) })
