import { defineConfig } from 'vitest/config'

/** What `npm run mutate` asks of every mutant: the domain's tests, by the same cases each time. */
export default defineConfig({
  test: {
    include: ['test/domain/**/*.test.ts'],
    exclude: ['test/domain/{decisions,stays,reordering,replay,generators}.test.ts'],
    setupFiles: ['test/support/seeded.ts'],
    env: { CI: 'true' },
    testTimeout: 30_000,
  },
})
