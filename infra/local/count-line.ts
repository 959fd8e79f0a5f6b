/** Whether a function's line is in CloudWatch's embedded metric format: numbers that nobody reads line by line. */
export const isCountLine = (line: string): boolean => line.startsWith('{"_aws":')
