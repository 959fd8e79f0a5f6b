/** What every SDK client needs to speak with the laptop's endpoint. */
export const sdkOptions = (endpoint: string, accessKeyId = 'LOCALtest') => ({
  endpoint,
  region: 'eu-central-1',
  credentials: { accessKeyId, secretAccessKey: 'laptop' },
  maxAttempts: 1,
})
