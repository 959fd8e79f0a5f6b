import fc from 'fast-check'

// what lands is judged by the same cases each time; everywhere else every run tries new ones
if (process.env.CI) fc.configureGlobal({ seed: 20_261_121 })
