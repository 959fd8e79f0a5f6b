import * as z from 'zod'
import { check, type Fault, type Schema } from './faults.ts'
import { idSchema, numberBetween, textSchema } from './fields.ts'

/** What one event and one batch of them may hold. */
export const eventLimits = { events: 100, batchBytes: 256 * 1024, dataBytes: 8 * 1024 } as const

const about = 'must be customer:<id> or device:<id>, whoever it concerns'
const subject = z.string(about).regex(/^(customer|device):[\w.-]{1,64}$/, about)
const typeMessage = 'must be 1 to 100 letters, digits and - _ . only, such as purchase or com.shop.wishlist'
const timeMessage = 'must be a time as 2026-11-21T14:03:00Z, with its offset'
const dataMessage = `must be an object of ${eventLimits.dataBytes / 1024} kB of JSON at most`

const bounded = <S extends z.ZodType>(data: S) =>
  data.refine((value) => Buffer.byteLength(JSON.stringify(value)) <= eventLimits.dataBytes, dataMessage)

/** An attribute's name by the specification; others are somebody's misspelling. */
const isAttribute = (name: string) => /^[a-z0-9]+$/.test(name)

/** An event whose `data` is so. Extension attributes that we do not know are let pass, as CloudEvents wants it. */
const eventOf = <D extends z.ZodType, S extends z.ZodType>(data: D, subjectSchema: S) =>
  z
    .looseObject({
      specversion: z.exactOptional(z.literal('1.0', 'must be "1.0"')),
      id: textSchema(200),
      source: textSchema(500),
      type: z.string(typeMessage).regex(/^[\w.-]{1,100}$/, typeMessage),
      time: z.exactOptional(z.iso.datetime({ offset: true, error: timeMessage })),
      subject: subjectSchema,
      venueid: z.exactOptional(idSchema),
      datacontenttype: z.exactOptional(z.string().regex(/^application\/json\b/i, 'must be application/json')),
      data: bounded(data),
    })
    .superRefine((event, context) => {
      for (const name of Object.keys(event).filter((one) => !isAttribute(one)))
        context.addIssue({
          code: 'custom',
          path: [name],
          message:
            'is no attribute of a CloudEvent: their names are of small letters and digits, and JSON stands in data',
        })
    })

const amount = numberBetween(0, 1e9)
const currencyMessage = 'must be three letters of ISO 4217, such as EUR'

/** Something was bought. Amounts are in the currency's own unit: 59.9 is 59 euros and 90 cents. */
const purchase = z.looseObject({
  orderId: textSchema(100),
  amount,
  currency: z.string(currencyMessage).regex(/^[A-Z]{3}$/, currencyMessage),
  items: z
    .array(
      z.looseObject({
        sku: textSchema(100),
        category: z.exactOptional(textSchema(100)),
        quantity: numberBetween(0, 1e6),
        price: amount,
      }),
    )
    .max(100),
})

const redeemed = z.looseObject({ offerId: idSchema, code: z.exactOptional(textSchema(200)) })

const stock = z.strictObject({ productId: textSchema(100), venueId: idSchema, left: numberBetween(0, 1e9) })

const anyData = z.record(z.string(), z.unknown(), dataMessage).default({})

const known = {
  purchase: eventOf(purchase, subject),
  'offer.redeemed': eventOf(redeemed, subject),
  'stock.changed': eventOf(stock, z.exactOptional(z.string())),
}
const custom = eventOf(anyData, subject)

/** What happened elsewhere to somebody. */
export type PersonalEvent = z.infer<typeof custom>
export type StockEvent = z.infer<(typeof known)['stock.changed']>

const examples: Readonly<Record<string, object>> = {
  purchase: {
    specversion: '1.0',
    id: 'order-1017',
    source: 'https://tills.example.com/4',
    type: 'purchase',
    time: '2026-11-21T14:03:00Z',
    subject: 'customer:ada',
    venueid: 'harbour',
    data: {
      orderId: '1017',
      amount: 59.9,
      currency: 'EUR',
      items: [{ sku: 'boots-42', category: 'boots', quantity: 1, price: 59.9 }],
    },
  },
  'offer.redeemed': {
    id: 'scan-881',
    source: 'https://tills.example.com/4',
    type: 'offer.redeemed',
    subject: 'customer:ada',
    data: { offerId: 'boots-20' },
  },
  'stock.changed': {
    id: 'stock-5512',
    source: 'https://stock.example.com',
    type: 'stock.changed',
    data: { productId: 'boots-42', venueId: 'harbour', left: 3 },
  },
}
export const eventExample = examples.purchase

/** Reads one event by what its type asks for; types that nobody knows may carry what they like. */
export const readCloudEvent = (
  raw: unknown,
): { event: PersonalEvent } | { stock: StockEvent } | { faults: Fault[] } => {
  const type = typeof raw === 'object' && raw !== null && 'type' in raw ? String(raw.type) : ''
  const example = examples[type] ?? { ...eventExample, type: 'com.shop.wishlist', data: { sku: 'boots-42' } }
  if (type === 'stock.changed') {
    const read = check(known['stock.changed'], raw, example)
    return 'value' in read ? { stock: read.value } : read
  }
  const schema: Schema<PersonalEvent> = type === 'purchase' || type === 'offer.redeemed' ? known[type] : custom
  const read = check(schema, raw, example)
  return 'value' in read ? { event: read.value } : read
}

/** What a request may carry: one event, or a batch; each is read by itself, so that one bad event keeps no other out. */
export const eventsSchema = z
  .union(
    [z.array(z.unknown()).min(1).max(eventLimits.events), z.looseObject({})],
    `must be a CloudEvent, or a list of 1 to ${eventLimits.events}`,
  )
  .meta({
    description: `A CloudEvent 1.0 in JSON, or a list of them: id, source, type, subject (customer:<id> or device:<id>), data, and where it is known time and venueid. Types with a shape of their own are ${Object.keys(known).join(', ')}; all others are free.`,
  })

const fault = z.object({ path: z.string(), reason: z.string(), example: z.unknown().optional() })

export const eventsAnswer = z
  .strictObject({
    taken: z.number(),
    refused: z.number(),
    results: z
      .array(
        z.union([
          z.strictObject({ id: z.string(), taken: z.literal(true), occasionId: z.exactOptional(z.string()) }),
          z.strictObject({ id: z.exactOptional(z.string()), taken: z.literal(false), issues: z.array(fault) }),
        ]),
      )
      .meta({ description: 'In the order of the events' }),
  })
  .meta({ id: 'EventsTaken' })
