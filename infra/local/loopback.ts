import type { AddressInfo, Server } from 'node:net'

export const loopback = '127.0.0.1'

/** Makes a server listen on 127.0.0.1 only and gives its port; 0 takes a free one. Rejects when the port is taken. */
export const listenOnLoopback = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, loopback, () => resolve((server.address() as AddressInfo).port))
  })

/** Lets nobody in any more; fulfilled when everybody has left. */
export const closeServer = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
