import { Aws, CfnOutput, Stack } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { Acceptance } from './constructs/acceptance.ts'
import { Alarms } from './constructs/alarms.ts'
import { Associates } from './constructs/associates.ts'
import { Audiences } from './constructs/audiences.ts'
import { Calibration } from './constructs/calibration.ts'
import { Counting } from './constructs/counting.ts'
import { OperationsDashboard } from './constructs/dashboard.ts'
import { DeviceAccess } from './constructs/device-access.ts'
import { Engagement } from './constructs/engagement.ts'
import { Enrolment } from './constructs/enrolment.ts'
import { EventsDoor } from './constructs/events-door.ts'
import { Explaining } from './constructs/explaining.ts'
import { layFoundations } from './constructs/foundations.ts'
import { Health } from './constructs/health.ts'
import { HttpApi } from './constructs/http-api.ts'
import { Imports } from './constructs/imports.ts'
import { Ingestion } from './constructs/ingestion.ts'
import { Management } from './constructs/management.ts'
import { Offers } from './constructs/offers.ts'
import { Parked } from './constructs/parked.ts'
import { Schedules } from './constructs/schedules.ts'
import { Sending } from './constructs/sending.ts'
import { SignIn } from './constructs/sign-in.ts'
import { Timers } from './constructs/timers.ts'
import { Webhooks } from './constructs/webhooks.ts'

/** One organization with its venues: a table of contents. `bundles` holds `<name>/index.mjs` for every function. */
export class UsherStack extends Stack {
  constructor(scope: Construct, { bundles }: { bundles: string }) {
    super(scope, 'Usher', {
      description: 'Usher: real-time engagement for physical places',
      terminationProtection: true,
    })
    const foundations = layFoundations(this, bundles)

    const devices = new DeviceAccess(this, 'DeviceAccess', foundations)
    const ingestion = new Ingestion(this, 'Ingestion', foundations)
    const timers = new Timers(this, 'Timers', foundations)
    const engagement = new Engagement(this, 'Engagement', { ...foundations, timers })
    new Schedules(this, 'Schedules', foundations)

    const signIn = new SignIn(this, 'SignIn')
    const http = new HttpApi(this, 'HttpApi', { ...foundations, signIn })
    new Enrolment(this, 'Enrolment', { ...foundations, http })
    new Webhooks(this, 'Webhooks', { ...foundations, http })
    new EventsDoor(this, 'EventsDoor', { ...foundations, http })
    new Explaining(this, 'Explaining', { ...foundations, http })
    new Associates(this, 'Associates', { ...foundations, http })
    new Audiences(this, 'Audiences', { ...foundations, http })
    new Calibration(this, 'Calibration', { ...foundations, http })
    new Counting(this, 'Counting', { ...foundations, http })
    new Management(this, 'Management', { ...foundations, http })
    new Sending(this, 'Sending', { ...foundations, http })
    new Offers(this, 'Offers', { ...foundations, http })
    new Acceptance(this, 'Acceptance', foundations)
    new Imports(this, 'Imports', { ...foundations, http })
    const health = new Health(this, 'Health', { ...foundations, http })
    new Parked(this, 'Parked', { ...foundations, http, ingestion, timers, engagement })

    // last: it watches every function, queue and table that it finds
    const alarms = new Alarms(this, 'Alarms', { ...foundations, timers, engagement, http, health })
    new OperationsDashboard(this, 'Dashboard', { ...foundations, timers, engagement, http })

    const output = (name: string, value: string) => new CfnOutput(this, name, { value })
    output('ApiUrl', `https://${http.api.ref}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`)
    output('UserPoolId', signIn.userPool.userPoolId)
    output('UserPoolClientId', signIn.client.userPoolClientId)
    output('AuthorizerName', devices.authorizer.ref)
    output('AlarmTopicArn', alarms.topic.topicArn)
  }
}
