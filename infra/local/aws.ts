/** The laptop's own account. Nothing out there answers to it. */
export const region = 'eu-central-1'
export const account = '000000000000'

/** `arn:aws:<service>:<region>:<account>:<resource>`. */
export const arnOf = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`
