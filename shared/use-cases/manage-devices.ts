import { hardwareKey } from '#shared/access/hardware-key.ts'
import type { Device } from '#shared/domain/customer.ts'
import { deviceMailbox } from '#shared/domain/event.ts'
import type { Ports } from '#shared/ports.ts'
import type { DeviceRequest } from '#shared/schemas/people.ts'

type PhoneBook = Pick<Ports['people'], 'bindPhone' | 'releasePhone'>

export type DeviceView = Omit<Device, 'hardwareKey'>

export const findDevice =
  ({ devices }: Pick<Ports, 'devices'>) =>
  async (deviceId: string): Promise<DeviceView | undefined> => {
    const device = await devices.find(deviceId)
    if (!device) return undefined
    const { hardwareKey: _, ...view } = device
    return view
  }

/** Takes in a new phone, which nobody knows yet. */
export const enrolPhone =
  ({ devices, events }: Pick<Ports, 'devices' | 'events'>) =>
  async (deviceId: string, now: number): Promise<void> => {
    const device: Device = { id: deviceId, kind: 'phone', staff: false }
    await devices.save(device)
    await tellMailbox({ events }, device, now)
  }

/**
 * Registers a tag or cart, or says whose a device is. Its mailbox learns of it as an event, in order with its sightings.
 * A phone has to enrol by itself: only then does it hold a token for its topics.
 */
export const saveDevice =
  (
    { people, devices, events }: Pick<Ports, 'devices' | 'events'> & { people: PhoneBook },
    secret: () => Promise<string>,
  ) =>
  async (deviceId: string, request: DeviceRequest, now: number): Promise<'saved' | 'not_enrolled'> => {
    const { kind, staff, customerId, hardwareAddress } = request
    const before = await devices.find(deviceId)
    const wasPhone = before?.kind === 'phone'
    if (kind === 'phone' && !wasPhone) return 'not_enrolled'
    const key = hardwareAddress === undefined ? before?.hardwareKey : hardwareKey(await secret(), hardwareAddress)
    const device: Device = {
      id: deviceId,
      kind,
      staff,
      ...(customerId === undefined ? {} : { customerId }),
      ...(key === undefined ? {} : { hardwareKey: key }),
    }
    // the phone book first: after a crash in between, saving again still knows whose it was
    const mayStay = kind === 'phone' && before?.customerId === customerId
    if (wasPhone && before.customerId !== undefined && !mayStay) await people.releasePhone(before.customerId, deviceId)
    if (kind === 'phone' && customerId !== undefined) await people.bindPhone(customerId, deviceId)
    await devices.save(device)
    await tellMailbox({ events }, device, now)
    return 'saved'
  }

const tellMailbox = async ({ events }: Pick<Ports, 'events'>, { id, kind, staff, customerId }: Device, now: number) => {
  const key = deviceMailbox(id)
  // one after the other: a device that nobody enrolled cannot be identified
  await events.put([{ key, body: { v: 1, kind: 'enrol', deviceId: id, deviceKind: kind, staff, receivedAt: now } }])
  await events.put([
    { key, body: { v: 1, kind: 'identify', deviceId: id, customerId: customerId ?? null, receivedAt: now } },
  ])
}
