import type { ConsentStatus, Traits } from '#shared/domain/customer.ts'

/** Somebody of the demo. `tagAddress` is her tag's hardware address: 12 hex digits. */
export type Person = {
  id: string
  traits: Traits & { interests: readonly string[] }
  staff: boolean
  consents: Readonly<Record<string, ConsentStatus>>
  carriesPhone: boolean
  tagAddress?: string
}

type Tier = 'gold' | 'silver' | 'none'
type Said = 'yes' | 'no' | 'never asked'
type Carries = 'phone' | 'tag' | 'both'

const person = (
  firstName: string,
  tier: Tier,
  marketing: Said,
  language: string,
  interests: readonly string[],
  carries: Carries = 'phone',
): Person => ({
  id: idOf(firstName),
  traits: { firstName, tier, language, interests },
  staff: false,
  consents: consentsFor(marketing),
  carriesPhone: carries !== 'tag',
  ...(carries === 'phone' ? {} : { tagAddress: addressOf(firstName) }),
})

const staff = (firstName: string, interests: readonly string[], carries: Carries): Person => ({
  ...person(firstName, 'none', 'yes', 'de', interests, carries),
  staff: true,
})

const idOf = (firstName: string) =>
  firstName
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase()

const consentsFor = (marketing: Said): Person['consents'] => {
  if (marketing === 'never asked') return {}
  return { location: 'granted', marketing: marketing === 'yes' ? 'granted' : 'denied' }
}

/** A random static Bluetooth address (its two highest bits are set), made of the name. */
const addressOf = (firstName: string) => {
  const name = [...idOf(firstName)].map((letter) => letter.charCodeAt(0).toString(16)).join('')
  return `f4${name.slice(0, 10).padStart(10, '0')}`
}

/** Thirty customers, two of them staff. The first ones are in the store when the demo begins. */
export const people: readonly Person[] = [
  person('Ada', 'gold', 'yes', 'en', ['boots', 'cafe']),
  person('Mira', 'gold', 'yes', 'de', ['watches', 'menswear'], 'both'),
  person('Jonas', 'silver', 'yes', 'de', ['watches', 'cafe']),
  person('Noor', 'none', 'no', 'nl', ['boots', 'home']),
  staff('Ute', ['boots', 'cafe'], 'phone'),
  person('Elif', 'silver', 'yes', 'tr', ['boots', 'menswear'], 'both'),
  person('Anton', 'none', 'yes', 'de', ['cafe', 'home']),
  person('Chloé', 'gold', 'yes', 'fr', ['watches', 'boots']),
  person('Emil', 'silver', 'never asked', 'de', ['boots', 'cafe']),
  person('Rosa', 'none', 'yes', 'es', ['home', 'menswear'], 'tag'),
  person('Levi', 'gold', 'no', 'en', ['watches', 'cafe']),
  person('Ines', 'silver', 'yes', 'pt', ['boots', 'watches']),
  staff('Karim', ['menswear', 'watches'], 'both'),
  person('Hugo', 'none', 'yes', 'fr', ['menswear', 'cafe']),
  person('Lena', 'gold', 'yes', 'de', ['boots', 'home'], 'both'),
  person('Tarek', 'silver', 'yes', 'de', ['watches', 'menswear']),
  person('Yuki', 'none', 'yes', 'ja', ['home', 'cafe']),
  person('Bruno', 'silver', 'no', 'it', ['menswear', 'boots']),
  person('Selma', 'gold', 'yes', 'tr', ['watches', 'home']),
  person('Piet', 'none', 'yes', 'nl', ['boots', 'cafe'], 'tag'),
  person('Freya', 'silver', 'yes', 'da', ['home', 'watches']),
  person('Oskar', 'none', 'never asked', 'de', ['cafe', 'menswear']),
  person('Zofia', 'gold', 'yes', 'pl', ['boots', 'cafe']),
  person('Matteo', 'silver', 'yes', 'it', ['menswear', 'cafe']),
  person('Aylin', 'none', 'yes', 'tr', ['boots', 'watches'], 'both'),
  person('Henrik', 'gold', 'yes', 'sv', ['watches', 'cafe']),
  person('Sofia', 'silver', 'yes', 'es', ['home', 'boots']),
  person('Jakub', 'none', 'no', 'pl', ['cafe', 'menswear']),
  person('Greta', 'silver', 'yes', 'de', ['boots', 'home'], 'tag'),
  person('Samir', 'gold', 'yes', 'fr', ['menswear', 'watches']),
]
