import { describe } from 'vitest'
import { memoryPorts } from '#shared/adapters/memory.ts'
import { portsContract } from './ports.case.ts'

describe('the ports in memory', () => {
  portsContract(async () => {
    const ports = memoryPorts()
    return {
      ports,
      published: () => ports.published,
      journaled: () => ports.journaled,
      streamed: () => ports.streamed,
      started: () => ports.started,
      parked: async () => ports.parked(),
      enqueued: () => ports.enqueued,
      giveUp: async (batch) => ports.giveUp(batch),
    }
  })
})
