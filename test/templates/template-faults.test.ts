import { expect, test } from 'vitest'
import { parse } from '#shared/templates/engine.ts'
import { templateFaults } from '#shared/templates/template-faults.ts'

const faultsOf = (own: object) => templateFaults({ title: 'Hello', body: 'Hello', ...own }, 'templates.hello', parse)
const example = 'Hello {{ customer.firstName }}'

test('texts that can be read have no faults', () => {
  expect(
    faultsOf({
      title: '{{ customer.firstName }}',
      body: '{% assign n = visit.seconds | divided_by: 60 %}{% for one in event.items %}{{ one.name }}{{ forloop.last }}{% endfor %}{{ n }}',
      link: 'https://example.com/{{ zone.id }}?at={{ now }}',
      locales: { de: { title: 'Hallo {{ customer.firstName }}, {{ offer.code }}' } },
      fallbacks: { 'customer.firstName': 'there', 'offer.code': 'none' },
    }),
  ).toEqual([])
})

test.each([
  ['body', 'Hi {{ customer.firstName', 'line 1: output "{{ customer.firstName" not closed'],
  ['body', 'one\ntwo\n{% if customer.gold %}', 'line 3: tag {% if customer.gold %} not closed'],
  ['title', '{{ customer.name | upcse }}', 'line 1: there is no filter "upcse"; did you mean "upcase"?'],
  ['link', '\n{% iff true %}', 'line 2: there is no tag "iff"; did you mean "if"?'],
  ['body', '{% for %}', 'line 1: illegal tag: {% for %}'],
])('in the %s of %j what can not be read is named with its line', (field, text, reason) => {
  expect(faultsOf({ [field]: text })).toEqual([{ path: `templates.hello.${field}`, reason, example }])
})

test('in every language', () => {
  expect(faultsOf({ locales: { de: { body: '{{' }, fr: { title: '{% nope %}' } } }).map(({ path }) => path)).toEqual([
    'templates.hello.locales.de.body',
    'templates.hello.locales.fr.title',
  ])
})

test('what nobody can ask for is named with what was meant', () => {
  const body = '{{ custmer.firstName }} {{ custmer.tier }} {{ weather }} {{ zone.nmae }} {{ zone.name.size }} {{ now }}'
  const path = 'templates.hello.body'
  expect(faultsOf({ body }).map(({ reason, ...others }) => ({ ...others, reason: reason.slice(0, 40) }))).toEqual([
    { path, reason: 'there is no custmer here, customer is ne', example: '{{ customer.firstName }}' },
    { path, reason: 'there is no weather here; there is custo', example: expect.stringContaining('{{ customer.') },
    { path, reason: 'zone has no nmae, name is near', example: '{{ zone.name }}' },
  ])
})

test('a fallback that no text asks for is named', () => {
  const fallbacks = { 'customer.fistName': 'there', 'zone.name': 'here' }
  expect(faultsOf({ body: '{{ customer.firstName }}', fallbacks })).toEqual([
    {
      path: 'templates.hello.fallbacks.customer.fistName',
      reason: 'no text asks for customer.fistName; did you mean "customer.firstName"?',
      example: { 'customer.firstName': 'there' },
    },
    {
      path: 'templates.hello.fallbacks.zone.name',
      reason: 'no text asks for zone.name; take it away',
    },
  ])
})
