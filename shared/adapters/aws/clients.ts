import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { FirehoseClient } from '@aws-sdk/client-firehose'
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane'
import { KinesisClient } from '@aws-sdk/client-kinesis'
import { S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import { NodeHttpHandler } from '@smithy/node-http-handler'

// one client a function instance: a new one a call costs 1.3 ms
const requestHandler = new NodeHttpHandler({
  connectionTimeout: 1000,
  requestTimeout: 5000,
  throwOnRequestTimeout: true, // it would only log otherwise, and a hung call would wait for the function's own timeout
})
const http = { requestHandler, maxAttempts: 4 }

export const dynamodb = () => new DynamoDBClient(http)
export const firehose = () => new FirehoseClient(http)
export const iotData = () => new IoTDataPlaneClient(http)
/** HTTP/1.1: the client's own default, HTTP/2, does not reach a local endpoint. */
export const kinesis = () => new KinesisClient(http)
export const s3 = () => new S3Client(http)
/** For presigned addresses and streams: without checksums of bodies that are not there yet. */
export const s3ForFiles = () => new S3Client({ ...http, requestChecksumCalculation: 'WHEN_REQUIRED' })
export const secretsManager = () => new SecretsManagerClient(http)
export const sqs = () => new SQSClient(http)
