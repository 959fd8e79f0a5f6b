/** Wall time in milliseconds since 1970, finer than a millisecond. */
export const wallClock = () => performance.timeOrigin + performance.now()
