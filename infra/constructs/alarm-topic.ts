import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { Aws } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import type { DataKey } from './data-key.ts'

/** Where alarms go, encrypted. Whoever is on call subscribes to it: by mail, chat or pager. */
export class AlarmTopic extends Topic {
  constructor(scope: Construct, id: string, key: DataKey) {
    super(scope, id, { displayName: 'Usher alarms', masterKey: key, enforceSSL: true })
    // A topic with a policy has no default one any more, which would let the account's alarms in.
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    )
  }
}
