import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/seeded.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // two cores: more workers only wait for each other
    maxWorkers: 2,
  },
})
