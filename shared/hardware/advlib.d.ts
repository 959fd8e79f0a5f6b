// what we use of packages that come without types

type Properties = Record<string, unknown>

declare module 'advlib-ble' {
  const advlib: {
    process(packet: Buffer, libraries?: readonly object[], options?: { isPayloadOnly: true }): Properties | null
    header: { process(bytes: Buffer): Properties | null }
  }
  export default advlib
}

declare module 'advlib-ble/lib/advdatatypes.js' {
  const structures: { process(bytes: Buffer, offset: number, libraries: readonly object[]): Properties | null }
  export default structures
}

declare module 'advlib-ble-manufacturers' {
  const manufacturers: { processManufacturerSpecificData(company: number, data: Buffer): Properties | null }
  export default manufacturers
}

declare module 'advlib-ble-services' {
  const services: { processServiceData(service: string, data: Buffer): Properties | null }
  export default services
}

declare module 'raddec' {
  export default class Raddec {
    constructor(source: Buffer | object)
    toFlattened(): Properties
  }
}
