/** Resident memory of the process in MB: at the start, halfway and at the end of the samples, and the most of all. */
export type Memory = { rssStartMb: number; rssHalfwayMb: number; rssEndMb: number; rssMaxMb: number }

const sampleEveryMilliseconds = 1000

/** Samples the process's memory once a second until it is stopped. */
export const watchMemory = (rss: () => number = process.memoryUsage.rss): { stop(): Memory } => {
  const samples = [rss()]
  const timer = setInterval(() => samples.push(rss()), sampleEveryMilliseconds)
  return {
    stop: () => {
      clearInterval(timer)
      samples.push(rss())
      const sample = (share: number) => Math.round((samples[Math.floor((samples.length - 1) * share)] ?? 0) / 1e6)
      return {
        rssStartMb: sample(0),
        rssHalfwayMb: sample(0.5),
        rssEndMb: sample(1),
        rssMaxMb: Math.round(Math.max(...samples) / 1e6),
      }
    },
  }
}
