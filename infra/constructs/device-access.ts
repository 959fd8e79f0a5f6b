import { CfnAuthorizer, CfnPolicy } from 'aws-cdk-lib/aws-iot'
import { CfnPermission } from 'aws-cdk-lib/aws-lambda'
import { Aws } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { allow, useKey } from './access.ts'
import type { Foundations } from './foundations.ts'
import { UsherFunction } from './usher-function.ts'

/** Who may connect over MQTT: phones and gateways with one of our tokens, gateways with an X.509 certificate. */
export class DeviceAccess extends Construct {
  readonly authorizer: CfnAuthorizer

  constructor(scope: Construct, id: string, { key, secrets, bundles }: Foundations) {
    super(scope, id)
    const { fn } = new UsherFunction(this, 'authorize-devices', {
      bundles,
      key,
      // IoT Core waits for an authorizer for five seconds.
      timeoutSeconds: 5,
      environment: { DEVICE_KEY_SECRET: secrets.deviceKey.ref },
      permissions: [allow(secrets.deviceKey.ref, 'secretsmanager:GetSecretValue'), ...useKey(key, 'secretsmanager')],
    })

    this.authorizer = new CfnAuthorizer(this, 'Authorizer', {
      authorizerName: 'usher-devices',
      authorizerFunctionArn: fn.functionArn,
      status: 'ACTIVE',
      // The token is signed by us and checked inside. A second signature over it would put a second key on every phone.
      signingDisabled: true,
      enableCachingForHttp: false,
    })
    new CfnPermission(this, 'AuthorizerInvoke', {
      action: 'lambda:InvokeFunction',
      functionName: fn.functionName,
      principal: 'iot.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
      sourceArn: this.authorizer.attrArn,
    })

    // Attached to the certificate of each X.509 gateway; its thing is named by the gateway's id.
    const iot = `arn:${Aws.PARTITION}:iot:${Aws.REGION}:${Aws.ACCOUNT_ID}`
    new CfnPolicy(this, 'GatewayPolicy', {
      policyName: 'usher-gateways',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'iot:Connect',
            Resource: `${iot}:client/${THING}`,
            Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } },
          },
          { Effect: 'Allow', Action: 'iot:Publish', Resource: `${iot}:topic/usher/*/gateways/${THING}/*` },
        ],
      },
    })
  }
}

/** IoT Core's policy variable, not a template's. */
const THING = `\${iot:Connection.Thing.ThingName}`
