/** A journey with one message, as most begin. */
export const journeyExample = {
  id: 'boots-offer',
  name: '20 % off boots',
  priority: 50,
  createdAt: 0,
  entrance: {
    moment: 'zone.dwell',
    venueId: 'harbour',
    zoneId: 'boots',
    dwellSeconds: 60,
    audience: { 'customer.tier': 'gold' },
    usefulForSeconds: 120,
  },
  steps: [
    {
      id: 'offer',
      kind: 'message',
      class: 'marketing',
      message: {
        kind: 'offer',
        title: 'Boots',
        body: '20 % off until six',
        link: 'https://example.com/boots',
        offerId: 'boots-20',
      },
      expiresInSeconds: 1800,
    },
  ],
  frequencyCaps: [{ limit: 1, windowSeconds: 86_400, scope: 'journey' }],
  consent: ['marketing'],
  paused: false,
}

/** A journey with a step of every kind, and all that may be said of one. */
export const journeyOfAllSteps = {
  ...journeyExample,
  id: 'boots-story',
  name: 'Boots, from a look to a purchase',
  entrance: {
    ...journeyExample.entrance,
    reentry: { rule: 'every', coolDownSeconds: 604_800, isConcurrent: false },
  },
  steps: [
    {
      id: 'halves',
      kind: 'experiment',
      unit: 'customer',
      variants: [
        { id: 'percent', weight: 0.5, next: 'offer' },
        { id: 'nothing', weight: 0.5, next: 'exit' },
      ],
      seed: 'boots-2026',
    },
    {
      id: 'offer',
      kind: 'message',
      class: 'marketing',
      message: {
        kind: 'offer',
        title: 'Boots, {{ customer.firstName }}',
        body: '20 % off until six with {{ offer.code }}',
        link: 'https://example.com/boots?from={{ zone.id }}',
        image: 'https://example.com/boots.jpg',
        offerId: 'boots-20',
        locale: 'en',
        locales: { de: { title: 'Stiefel, {{ customer.firstName }}', body: '20 % bis sechs mit {{ offer.code }}' } },
        fallbacks: { 'customer.firstName': 'for you' },
      },
      expiresInSeconds: 1800,
      withdrawOn: 'venue',
    },
    {
      id: 'opened',
      kind: 'waitFor',
      for: { receipt: 'opened', stepId: 'offer' },
      timeoutSeconds: 1800,
      onTimeout: 'later',
    },
    { id: 'gold', kind: 'gate', condition: { 'customer.tier': 'gold' }, otherwise: 'mark' },
    {
      id: 'help',
      kind: 'task',
      title: '{{ customer.firstName }} looks at boots',
      note: 'Offer to fetch sizes',
      to: ['ute'],
      expiresInSeconds: 600,
      next: 'mark',
    },
    { id: 'later', kind: 'delay', seconds: 86_400 },
    {
      id: 'reminder',
      kind: 'message',
      class: 'marketing',
      message: { kind: 'text', templateId: 'boots-reminder' },
      expiresInSeconds: 3600,
    },
    { id: 'mark', kind: 'update', trait: 'likesBoots', value: true },
    { id: 'end', kind: 'exit' },
  ],
  goal: { event: 'purchase', where: { 'event.category': 'boots' } },
  frequencyCaps: [
    { limit: 2, windowSeconds: 604_800, scope: 'journey', fallback: 'drop' },
    { limit: 3, windowSeconds: 86_400, scope: 'customer', fallback: 'defer' },
  ],
  quietHours: {
    windows: [{ start: '21:00', end: '08:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'] }],
    fallback: 'defer',
    overrides: [{ from: '2026-12-31', until: '2027-01-01', windows: [] }],
  },
  holdoutPercent: 10,
  leaveOn: 'venue',
}
