/**
 * What the locator assumes, in one table. One mall's walks were judged with some thirty variations; what moves the figures by
 * less than their own error (0.9 % of the windows) was left at round numbers.
 */
export const model = {
  kernelMetres: 5, // how far a sighting speaks for its neighbourhood: half the distance between two beacons
  priorSeconds: 2, // of walking that the pooled law counts for, against what was heard in a place
  priorSightings: 1, // the same for loudness
  leastRate: 1.3e-4, // sightings a second of a transmitter that was never heard there: reflections, a moved beacon
  leastCrowdRate: 1e-5, // the same of a crowd, for one loudness
  leastSpreadDb: 3, // of loudness in one place
  degreesOfFreedom: 5, // of Student's t: one reflection or body in the way must not outweigh ten good sightings
  heardWeight: 0.45, // of 1: sightings of one second fade together
  silenceWeight: 0.3, // of 1: what is not heard is evidence, too
  crowdWeight: 0.35, // of 1, for an identity that many transmitters share
  usualTransmitters: 3, // a second; where more are heard each says less
  steps: 2, // of motion a second
  moveShare: 0.7, // of a cell's mass that a step moves: 2 m per square root of a second
  offsetPrior: 15, // sightings that speak for hearing as the operator's device does
  mostOffsets: 400, // that count: what it heard an hour ago was in another pocket
  strayShare: 1e-4, // a second, for who appears where nobody expected her: a lift, a filter gone wrong
  leastMass: 1e-5, // of a cell; below it nobody is there
  silentSeconds: 10, // after which silence says nothing: the phone sleeps
  forgetSeconds: 120, // of silence after which she may be anywhere
} as const
