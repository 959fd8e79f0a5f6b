const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

let countries: Map<string, string> | undefined

/** The country of a timezone, as ISO 3166 has it in lower case, by the tables that Node brings along. Undefined: of none that they know. */
export const countryOf = (timezone: string): string | undefined => {
  countries ??= readCountries()
  return countries.get(canonical(timezone))
}

const readCountries = (): Map<string, string> => {
  const codes = letters.flatMap((a) => letters.map((b) => a + b)).filter(isInUse)
  return new Map(
    codes.flatMap((code) => timezonesOf(code).map((timezone) => [canonical(timezone), code.toLowerCase()] as const)),
  )
}

// UK is another name of GB, and names nothing of its own
const isInUse = (code: string): boolean => new Intl.Locale(`und-${code}`).region === code

const timezonesOf = (code: string): readonly string[] => {
  // TypeScript's library does not know it yet
  const locale: object & { getTimeZones?: () => string[] | undefined } = new Intl.Locale(`und-${code}`)
  return locale.getTimeZones?.() ?? []
}

const canonical = (timezone: string): string =>
  new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone
