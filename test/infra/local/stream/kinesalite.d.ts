declare module 'kinesalite' {
  import type { Server } from 'node:http'

  const kinesalite: (options: { createStreamMs: number; updateStreamMs: number; shardLimit: number }) => Server
  export default kinesalite
}
