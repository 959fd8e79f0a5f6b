import {
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  StandardThreatProtectionMode,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito'
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'

/** The roles, strongest first. A group grants its role in every venue; one named `role@venueId`, in that venue. */
const ROLES = ['admin', 'operator', 'marketer', 'analyst', 'associate', 'integration']

/** Where the people who run venues sign in. Shoppers never do. */
export class SignIn extends Construct {
  readonly userPool: UserPool
  readonly client: UserPoolClient
  readonly issuer: string

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.userPool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      // Whoever signs in can send messages to every phone in a venue: a password alone is not enough. No SMS: numbers get stolen.
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    this.client = this.userPool.addClient('Console', {
      generateSecret: false,
      authFlows: { userSrp: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.hours(12),
    })
    ROLES.forEach((groupName, precedence) => {
      new CfnUserPoolGroup(this, groupName, { userPoolId: this.userPool.userPoolId, groupName, precedence })
    })
    this.issuer = `https://cognito-idp.${Aws.REGION}.amazonaws.com/${this.userPool.userPoolId}`
  }
}
