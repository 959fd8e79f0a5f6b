/** What functions read when they start. Nothing of it leads anywhere. */
export const environment: Readonly<Record<string, string>> = {
  PRESENCE_TABLE: 'presence',
  DIRECTORY_TABLE: 'directory',
  LEDGERS_TABLE: 'ledgers',
  RELEASES_TABLE: 'releases',
  DUE_TABLE: 'due',
  PARKED_TABLE: 'parked',
  TIMER_QUEUE_URL: 'http://127.0.0.1/timers',
  EVENT_STREAM: 'events',
  JOURNAL_STREAM: 'journal',
  DEVICE_KEY_SECRET: 'device-key',
  PSEUDONYM_KEY_SECRET: 'pseudonym-key',
  HARDWARE_KEY_SECRET: 'hardware-key',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
}
