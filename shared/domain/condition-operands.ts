import { isObject } from './condition-values.ts'

/** What operators compare with. Anything else would never hold, or always. */
export type Operand = 'value' | 'ordered' | 'values' | 'flag' | 'type' | 'version' | 'pattern' | 'group' | Nesting

/** Those that have conditions inside them. */
export type Nesting = 'tests' | 'element' | 'size' | 'operators'

const isValue = (wanted: unknown) => wanted === null || ['string', 'number', 'boolean'].includes(typeof wanted)
const isText = (wanted: unknown) => typeof wanted === 'string'

export const types = ['string', 'number', 'boolean', 'array', 'object', 'null'] as const

/** How operands look. The list that a condition may have is long enough for every shop of a chain. */
export const operands: Readonly<Record<Operand, { takes: string; example: string; fits(wanted: unknown): boolean }>> = {
  value: { takes: 'a text, a number, true or false', example: '"gold"', fits: isValue },
  ordered: {
    takes: 'a text or a number',
    example: '5',
    fits: (wanted) => isText(wanted) || typeof wanted === 'number',
  },
  values: {
    takes: 'a list of texts, numbers, true or false',
    example: '["gold", "silver"]',
    fits: (wanted) => Array.isArray(wanted) && wanted.length > 0 && wanted.every(isValue),
  },
  flag: { takes: 'true or false', example: 'true', fits: (wanted) => typeof wanted === 'boolean' },
  type: {
    takes: `one of ${types.join(', ')}`,
    example: '"string"',
    fits: (wanted) => (types as readonly unknown[]).includes(wanted),
  },
  version: {
    takes: 'a version',
    example: '"2.10.0"',
    fits: (wanted) => (isText(wanted) && /^v?\d/.test(String(wanted))) || typeof wanted === 'number',
  },
  pattern: { takes: 'a regular expression', example: '"^boots"', fits: isText },
  group: { takes: "a group's name", example: '"seeds"', fits: isText },
  tests: {
    takes: 'a list of what has to be among hers',
    example: '["tea", "coffee"]',
    fits: (wanted) => Array.isArray(wanted) && wanted.length > 0,
  },
  element: { takes: 'what one element is asked', example: '{ "category": "boots" }', fits: isObject },
  size: {
    takes: 'a whole number, or operators',
    example: '{ "$gte": 3 }',
    fits: (wanted) => isObject(wanted) || (Number.isInteger(wanted) && Number(wanted) >= 0),
  },
  operators: { takes: 'operators', example: '{ "$gt": 5 }', fits: isObject },
}
