import type { IKey } from 'aws-cdk-lib/aws-kms'
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager'
import { RemovalPolicy, Validations } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'

/** The secrets that Usher makes itself. */
export class Secrets extends Construct {
  /** Signs the tokens of devices. */
  readonly deviceKey: CfnSecret
  /** Turns hardware addresses into pseudonyms. */
  readonly hardwareKey: CfnSecret
  /** Turns customers into pseudonyms. */
  readonly pseudonymKey: CfnSecret
  /** Signs the codes of offers. */
  readonly codeKey: CfnSecret

  constructor(scope: Construct, id: string, key: IKey) {
    super(scope, id)
    const secret = (name: string, description: string) => {
      const made = new CfnSecret(this, name, {
        description,
        kmsKeyId: key.keyArn,
        generateSecretString: { passwordLength: 64, excludePunctuation: true },
      })
      made.applyRemovalPolicy(RemovalPolicy.RETAIN)
      return made
    }

    this.deviceKey = secret('DeviceKey', 'Signs the tokens of phones and gateways')
    Validations.of(this.deviceKey).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'A new key refuses every phone in every venue until it enrols again. It is replaced by hand, when it leaked.',
    })

    this.hardwareKey = secret('HardwareKey', 'Makes the HMACs of hardware addresses')
    Validations.of(this.hardwareKey).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'The HMACs are the names under which tags are registered: with a new key no registered tag is found again.',
    })

    this.pseudonymKey = secret('PseudonymKey', "Makes the customers' pseudonyms in the archive")
    Validations.of(this.pseudonymKey).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'With a new key every customer is another one to counts and backtests. It is replaced by hand, to cut the archive loose from everybody.',
    })

    this.codeKey = secret('CodeKey', 'Signs the codes of offers')
    Validations.of(this.codeKey).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'With a new key every code that somebody has is forged. It is replaced by hand, when it leaked.',
    })
  }
}
