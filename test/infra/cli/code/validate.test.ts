import { expect, test } from 'vitest'
import { readFolder } from '#infra/cli/code/read-folder.ts'
import { faultsText, validateFolder } from '#infra/cli/code/validate.ts'
import { aFolder, aSoundFolder, shopYaml, watchesYaml } from './a-folder.ts'

const faultsIn = (folder: string) => validateFolder(readFolder(folder))
const placesIn = (folder: string) => faultsIn(folder).map(({ file, line, column, path }) => [file, line, column, path])
const aJourneyFile = (content: string | Uint8Array, name = 'journeys/watches.yaml') =>
  aFolder({ 'venues/shop.yaml': shopYaml, [name]: content })

test('a folder in order has no faults, and its resources have defaults and ids by their files', () => {
  const folder = readFolder(aSoundFolder())
  expect(validateFolder(folder)).toEqual([])
  expect(folder.resources.map(({ kind, id, file }) => [kind, id, file])).toEqual([
    ['journeys', 'watches', 'journeys/watches.yaml'],
    ['venues', 'shop', 'venues/shop.yaml'],
  ])
  expect(folder.resources[0]?.value).toMatchObject({ id: 'watches', priority: 50, consent: ['marketing'] })
})

test('a zone that there is not is told where it stands', () => {
  const folder = aJourneyFile(watchesYaml.replace('zoneId: watches', 'zoneId: wathces'))
  expect(placesIn(folder)).toEqual([['journeys/watches.yaml', 5, 11, 'entrance.zoneId']])
  expect(faultsText(faultsIn(folder))).toMatch(
    /^journeys\/watches\.yaml:5:11: entrance\.zoneId: there is no zone "wathces"/,
  )
})

test('a field that nobody knows is told at its name, a wrong value at the value, a missing one at what misses it', () => {
  const text = watchesYaml
    .replace('      title:', '      subtitle: Now\n      title:')
    .replace('dwellSeconds: 180', 'dwellSeconds: soon')
  expect(placesIn(aJourneyFile(text))).toEqual([
    ['journeys/watches.yaml', 6, 17, 'entrance.dwellSeconds'],
    ['journeys/watches.yaml', 15, 7, 'steps[0].message.subtitle'],
  ])
  const without = watchesYaml.replace('      title: Watches\n', '')
  expect(placesIn(aJourneyFile(without))).toEqual([['journeys/watches.yaml', 13, 5, 'steps[0].message.title']])
})

test('an operator of a condition is told inside its field, whose name has dots', () => {
  const text = watchesYaml.replace('customer.tier: gold', '"customer.tier": { $equals: gold }')
  expect(placesIn(aJourneyFile(text)).map(([, line]) => line)).toEqual([8])
})

test('JSON is read as well, with tabs, and is told by line and column', () => {
  const journey =
    '{\n\t"name": "Watches",\n\t"entrance": { "moment": "zone.enter", "venueId": "shops" },\n\t"steps": []\n}'
  expect(placesIn(aJourneyFile(journey, 'journeys/watches.json'))).toEqual([['journeys/watches.json', 4, 2, 'steps']])
})

test.each([
  ['two documents', `${watchesYaml}---\nname: Another\n`, /a second document begins here/],
  ['a name twice', `${watchesYaml}name: Again\n`, /Map keys must be unique/],
  ['a tag', 'name: !!js/function x\n', /Unresolved tag/],
  ['bytes that are no text', Uint8Array.of(0x6e, 0xff, 0xfe), /is not UTF-8 text/],
  ['brackets without end', '['.repeat(100_000), /is nested too deeply/],
  ['anchors that multiply', billionLaughs(), /its anchors can't be followed: Excessive alias count/],
  ['more than the API takes', new Uint8Array(10_000_001).fill(0x23), /has 10000001 bytes, and 10000000 may be sent/],
  ['nothing', '', /must be an object/],
])('%s: a fault of that file alone', (_, content, reason) => {
  const faults = faultsIn(aJourneyFile(content))
  expect(faults.length).toBeGreaterThan(0)
  expect(new Set(faults.map(({ file }) => file))).toEqual(new Set(['journeys/watches.yaml']))
  expect(faults.map((fault) => fault.reason).join()).toMatch(reason)
})

test('an anchor that is used a few times is followed', () => {
  const text = watchesYaml.replace('title: Watches', 'title: &t Watches').replace('body: Try one on', 'body: *t')
  expect(faultsIn(aJourneyFile(text))).toEqual([])
})

test('the same id twice, and a file at a place where none is read, are faults', () => {
  const folder = aFolder(
    { 'journeys/again.yaml': `id: watches\n${watchesYaml}`, 'jurneys/x.yaml': watchesYaml, 'setings.yaml': 'a: 1' },
    aSoundFolder(),
  )
  const places = 'venues/, segments/, offers/, templates/, personas/, journeys/, traffic/ and settings.yaml'
  expect(faultsText(faultsIn(folder))).toBe(
    [
      'journeys/watches.yaml:1:1: is "watches" again, as journeys/again.yaml is',
      `jurneys/x.yaml:1:1: is nowhere that resources are read from: ${places}`,
      '    such as "journeys"',
      `setings.yaml:1:1: is nowhere that resources are read from: ${places}`,
      '    such as "settings.yaml"',
      '3 faults.',
    ].join('\n'),
  )
})

test('what the API says of a draft is not a file’s to say', () => {
  const folder = aJourneyFile(`createdAt: 5\n${watchesYaml}`)
  expect(faultsText(faultsIn(folder))).toBe(
    'journeys/watches.yaml:1:12: createdAt: is the API’s to say; leave it out\n1 fault.',
  )
})

test('a folder that there is not', () => {
  expect(() => readFolder('/nowhere')).toThrow('There is no folder "/nowhere"')
})

/** Nine lines that stand for a billion words. */
function billionLaughs(): string {
  const lines = ['a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]']
  for (let i = 1; i < 10; i++)
    lines.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    )
  return lines.join('\n')
}
