import { describe, expect, test } from 'vitest'
import type { MessageContent, MessageStep, TaskStep } from '#shared/domain/journey.ts'
import { defaultSettings } from '#shared/domain/settings.ts'
import { compileTemplates } from '#shared/templates/compile-templates.ts'
import { morning } from '#test/support/builders.ts'
import { aMessageStep } from '#test/support/journeys.ts'
import { aStation, aVenue } from '#test/support/venues.ts'

const venues = [aVenue(), aStation({ timezone: 'America/New_York' })]
const { render } = compileTemplates({ venues })
const ada = {
  now: morning,
  venue: { id: 'store', name: 'Department store' },
  zone: { id: 'shoes', name: 'Shoes' },
  customer: {
    id: 'ada',
    known: true,
    firstName: 'Ada',
    nick: null,
    title: '',
    tier: 'gold',
    likes: ['boots', 'belts'],
  },
}

const aText = (own: object): MessageStep =>
  aMessageStep('a', { message: { kind: 'text', title: 'Hello', body: 'Hello', ...own } as MessageContent })
/** What becomes of a body, or why there is none. */
const shown = (
  body: string,
  { subject = ada, ...own }: { subject?: object; fallbacks?: Record<string, string> } = {},
) => {
  const rendered = render(aText({ body, ...own }), { ...subject }, 'en')
  return 'unrendered' in rendered ? rendered.unrendered : rendered.body
}

describe('texts', () => {
  test('a plain text is itself, and what stands between braces comes from the subject', () => {
    expect(
      render(aText({ link: 'https://example.com/{{ zone.id }}', body: 'Hi {{ customer.firstName }}!' }), ada, 'en'),
    ).toEqual({
      title: 'Hello',
      body: 'Hi Ada!',
      link: 'https://example.com/shoes',
      locale: 'en',
    })
    expect(render(aText({}), {}, 'en')).toEqual({ title: 'Hello', body: 'Hello', locale: 'en' })
  })

  test.each([
    ['{% if customer.tier == "gold" %}double{% else %}single{% endif %} points', 'double points'],
    ['{{ customer.likes | join: ", " | upcase }}', 'BOOTS, BELTS'],
    ['{% for one in customer.likes %}{{ forloop.index }} {{ one }} {% endfor %}', '1 boots 2 belts'],
    ['{{ customer.tier | capitalize | append: " card" }}', 'Gold card'],
    ['{{ 19.5 | times: 2 }} €', '39 €'],
    ['{% assign n = customer.likes.size %}{{ n }} & <more>', '2 & <more>'],
  ])('%s says %s, and is no HTML', (body, text) => {
    expect(shown(body)).toBe(text)
  })

  test('what a phone can not show is left out, and a title has one line', () => {
    const subject = { ...ada, customer: { firstName: 'A\u0007d\u202ea\u0000' } }
    const title = 'Hello\n{{ customer.firstName }} '
    const rendered = render(aText({ title, body: ' one\r\n\ttwo\u200b {{ customer.firstName }}\n' }), subject, 'en')
    expect(rendered).toEqual({ title: 'Hello Ada', body: 'one\n two\u200b Ada', locale: 'en' })
  })
})

describe('a value that is not there', () => {
  test.each([
    ['Hi {{ customer.nick }}', 'customer.nick'],
    ['Hi {{ customer.title }}', 'customer.title'],
    ['Hi {{ customer.surname }}', 'customer.surname'],
    ['{{ customer.surname | upcase }}', 'customer.surname'],
    ['{{ "Hi " | append: customer.nick }}', 'customer.nick'],
    ['{% capture hi %}Hi {{ customer.nick }}{% endcapture %}{{ hi }}', 'customer.nick'],
    ['{% assign hi = customer.nick %}{{ hi }}', 'hi'],
    ['{% for one in customer.sizes %}{{ one }}{% endfor %}', 'customer.sizes'],
    ['with {{ offer.code }}', 'offer'],
    ['{{ customer.__proto__ }}', 'customer.__proto__'],
    ['{{ customer.constructor.name }}', 'customer.constructor'],
    ['{{ customer["constructor"] }}', 'customer.constructor'],
    ['{{ toString }}', 'toString'],
  ])('%s is not sent, and it is said that %s is missing', (body, path) => {
    expect(shown(body)).toBe(`body: ${path} is missing, and has no fallback`)
  })

  test('is its declared fallback', () => {
    const fallbacks = { 'customer.nick': 'there', 'offer.code': 'your card' }
    expect(shown('Hi {{ customer.nick }}, with {{ offer.code | upcase }}', { fallbacks })).toBe(
      'Hi there, with YOUR CARD',
    )
    expect(shown('Hi {{ customer.firstName }}', { fallbacks: { 'customer.firstName': 'there' } })).toBe('Hi Ada')
  })

  test('may be asked for, and may have a default', () => {
    expect(shown('{% if customer.nick %}{{ customer.nick }}{% else %}there{% endif %}')).toBe('there')
    expect(shown('{{ customer.nick | default: "there" }}')).toBe('there')
  })

  test.each([
    ['{{ customer }}', 'body: it is an object; name one of its fields'],
    ['{{ customer | append: "!" }}', 'body: it is an object; name one of its fields'],
    ['{{ customer.likes }}', 'body: it is a list; join it: | join: ", "'],
    ['{{ customer.likes | slice: 5, 1 | first }}', 'body: it comes to nothing'],
    ['{% if false %}never{% endif %}', 'body: it comes to nothing'],
    ['{{ 1 | divided_by: 0 }}', 'body: it is no number'],
    ['{{ customer.tier | date: "%d" }}', 'body: gold is no date'],
  ])('%s is no text: %s', (body, reason) => {
    expect(shown(body)).toBe(reason)
  })
})

describe('limits', () => {
  test('a text that is too long once it is rendered is not sent, with its length', () => {
    const subject = { customer: { firstName: 'A'.repeat(79) } }
    const titled = (title: string) => render(aText({ title }), subject, 'en')
    expect(titled('{{ customer.firstName }}!')).toEqual({ title: `${'A'.repeat(79)}!`, body: 'Hello', locale: 'en' })
    expect(titled('{{ customer.firstName }}!!')).toEqual({
      unrendered: 'title: it is too long: 81 characters, at most 80',
    })
    expect(shown('{{ customer.firstName }}'.repeat(6), { subject })).toBe(
      'body: it is too long: 474 characters, at most 400',
    )
  })

  test.each([
    'http://example.com/{{ customer.tier }}',
    'javascript:{{ customer.tier }}',
    'https://{{ customer.likes[0] }} x',
  ])('%s is no link', (link) => {
    expect(render(aText({ link }), ada, 'en')).toEqual({ unrendered: 'link: it is no https:// address' })
  })

  test.each([
    '{% for i in (1..1000000000) %}x{% endfor %}',
    '{% for i in (1..1000) %}{% for j in (1..1000) %}{% for k in (1..1000) %}{% endfor %}{% endfor %}{% endfor %}',
    '{% assign x = "ab" %}{% for i in (1..100) %}{% assign x = x | append: x %}{% endfor %}',
    '{% assign x = "ab" %}{% for i in (1..100) %}{% capture x %}{{ x }}{{ x }}{% endcapture %}{% endfor %}',
    '{{ "now" | date: "%1000000000Y" }}',
    '{{ "a" | replace: "", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }}{% for i in (1..90000) %}{{ i }}{% endfor %}',
    '{% for i in (1..100000) %}{{ "0123456789012345678901234567890123456789" }}{% endfor %}',
  ])('a template that would never end is cut: %s', (body) => {
    expect(shown(body)).toMatch(/^body: it (takes more than 2000 steps|makes more than a message|has more than 10000)/)
  })

  test.each([
    '{% include "../../package.json" %}',
    '{% render "package.json" %}',
    '{% layout "package.json" %}',
    '{% block a %}{% endblock %}',
  ])('no template reads a file: %s', (body) => {
    expect(shown(body)).toMatch(/^body: there is no tag /)
  })

  test.each(['sample', 'json', 'sha256', 'where_exp', 'escape'])('there is no filter %s', (filter) => {
    expect(shown(`{{ customer.tier | ${filter} }}`)).toContain(`body: there is no filter "${filter}"`)
  })
})

describe('times', () => {
  test("now is the decision's, by the clock of the venue, in the language of the text", () => {
    const step = aText({ body: '{{ "now" | date: "%A, %-d %B, %H:%M" }}', locale: 'de' })
    const at = (id: string) => render(step, { ...ada, venue: { id } }, 'de')
    expect(at('store')).toEqual({ title: 'Hello', body: 'Samstag, 21 November, 10:00', locale: 'de' })
    expect(at('station')).toEqual({ title: 'Hello', body: 'Samstag, 21 November, 04:00', locale: 'de' })
    expect(at('elsewhere')).toEqual({ title: 'Hello', body: 'Samstag, 21 November, 09:00', locale: 'de' })
  })

  test('a number is milliseconds, and without a format a date is a day', () => {
    expect(shown('{{ now | date }}')).toBe('21 November 2026')
    expect(shown('{{ "2026-12-24T12:00:00Z" | date: "%d.%m." }}')).toBe('24.12.')
  })

  test('without a time there is no now', () => {
    expect(shown('{{ "now" | date }}', { subject: {} })).toBe('body: nobody said what time it is')
  })
})

describe('languages', () => {
  const step = aText({
    title: 'Boots',
    body: 'New boots',
    link: 'https://example.com',
    locale: 'en-GB',
    locales: {
      de: { title: 'Stiefel', body: 'Neue Stiefel' },
      'de-AT': { body: 'Neue Stiefel, gell' },
      fr: { title: 'Bottes' },
    },
  })
  const told = (locale: string, localeFallbacks: string[]) =>
    compileTemplates({ venues, settings: { ...defaultSettings, localeFallbacks } }).render(step, ada, locale)
  const link = 'https://example.com'

  test.each([
    ['de-AT', ['en'], { title: 'Stiefel', body: 'Neue Stiefel, gell', link, locale: 'de-AT' }],
    ['de_AT', ['en'], { title: 'Stiefel', body: 'Neue Stiefel, gell', link, locale: 'de-AT' }],
    ['de-CH', ['en'], { title: 'Stiefel', body: 'Neue Stiefel', link, locale: 'de' }],
    ['fr-CA', ['de'], { title: 'Bottes', body: 'Neue Stiefel', link, locale: 'de' }],
    ['fr', ['en'], { title: 'Bottes', body: 'New boots', link, locale: 'en-GB' }],
    ['it', ['DE-at', 'fr'], { title: 'Stiefel', body: 'Neue Stiefel, gell', link, locale: 'de-AT' }],
    ['it', [], { title: 'Boots', body: 'New boots', link, locale: 'en-GB' }],
    ['en-GB', ['de'], { title: 'Boots', body: 'New boots', link, locale: 'en-GB' }],
  ])('%s, and then %j: each text in the first language that has it', (locale, fallbacks, texts) => {
    expect(told(locale, fallbacks)).toEqual(texts)
  })

  test('texts that name no language are in the first fallback', () => {
    const plain = aText({ locales: { de: { body: 'Hallo' } } })
    const { render: inGerman } = compileTemplates({
      venues,
      settings: { ...defaultSettings, localeFallbacks: ['fr', 'de'] },
    })
    expect(inGerman(plain, ada, 'it')).toEqual({ title: 'Hello', body: 'Hello', locale: 'fr' })
    expect(inGerman(plain, ada, 'de')).toEqual({ title: 'Hello', body: 'Hallo', locale: 'de' })
  })
})

test('a template under a name serves several steps; one that is not there sends nothing', () => {
  const templates = [{ id: 'hello', name: 'Hello', title: 'Hi', body: 'Hi {{ customer.firstName }}' }]
  const rendered = (templateId: string) =>
    compileTemplates({ venues, templates }).render(
      aMessageStep('a', { message: { kind: 'text', templateId } }),
      ada,
      'en',
    )
  expect(rendered('hello')).toEqual({ title: 'Hi', body: 'Hi Ada', locale: 'en' })
  expect(rendered('bye')).toEqual({ unrendered: 'its template is not there' })
})

test("a task's title and note are templates, too", () => {
  const task: TaskStep = {
    id: 'help',
    kind: 'task',
    title: '{{ customer.firstName }} waits',
    to: [],
    expiresInSeconds: 600,
  }
  expect(render(task, ada, 'en')).toEqual({ title: 'Ada waits', body: '', locale: 'en' })
  expect(render({ ...task, note: 'in {{ zone.name }}' }, ada, 'en')).toEqual({
    title: 'Ada waits',
    body: 'in Shoes',
    locale: 'en',
  })
})

test('the same step and subject come to the same text, whatever was rendered before', () => {
  const counting = '{% assign n = n | default: 0 | plus: 1 %}{{ n }}{% cycle "a", "b" %}'
  expect([1, 2, 3].map(() => shown(counting))).toEqual(['1a', '1a', '1a'])
})
