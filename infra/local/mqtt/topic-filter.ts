/** Turns an MQTT topic filter into a test of topics. Throws with the filter when `+` or `#` stand where MQTT allows none. */
export const topicFilter = (filter: string): ((topic: string) => boolean) => {
  const levels = filter.split('/')
  const badLevel = levels.find(
    (level, index) =>
      (level.includes('#') && (level !== '#' || index !== levels.length - 1)) || (level.includes('+') && level !== '+'),
  )
  if (filter === '' || badLevel !== undefined)
    throw new Error(`topic filter '${filter}' is not valid: '+' is a whole level, '#' the whole last level`)
  const wildcardFirst = levels[0] === '#' || levels[0] === '+'
  return (topic) => {
    // [MQTT-4.7.2-1] a leading wildcard never matches topics that start with $
    if (wildcardFirst && topic.startsWith('$')) return false
    const given = topic.split('/')
    for (const [index, level] of levels.entries()) {
      if (level === '#') return true // also the parent level: a/# matches a
      if (index >= given.length || (level !== '+' && level !== given[index])) return false
    }
    return given.length === levels.length
  }
}
