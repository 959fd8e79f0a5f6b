import { defineConfig } from 'vitest/config'

/**
 * What `npm run mutate` asks of every mutant: the examples of the domain. Not the properties: hundreds of walks for each
 * mutant take hours, and an example says better what broke.
 */
export default defineConfig({
  test: {
    include: ['test/domain/**/*.test.ts'],
    exclude: ['test/domain/{decisions,generators,punctuality,reordering,replay,stays}.test.ts'],
    setupFiles: ['test/support/seeded.ts'],
    env: { CI: 'true' },
    testTimeout: 30_000,
  },
})
