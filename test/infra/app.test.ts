import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Stream, StreamEncryption } from 'aws-cdk-lib/aws-kinesis'
import { type App, CfnResource, Stack } from 'aws-cdk-lib/core'
import { expect, test } from 'vitest'
import { createApp } from '#infra/app.ts'
import { withStubBundles } from './template.ts'

/** Synthesizes the app with something more in a stack of its own. */
const synthesizeWith = (addTo: (stack: Stack) => unknown) =>
  withStubBundles((bundles, outdir) => {
    const app: App = createApp(bundles, outdir)
    addTo(new Stack(app, 'More'))
    return app.synth()
  })

test('a finding of cdk-nag stops the synthesis', async () => {
  const addRole = (stack: Stack) =>
    new Role(stack, 'Greedy', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        All: new PolicyDocument({ statements: [new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] })] }),
      },
    })
  await expect(synthesizeWith(addRole)).rejects.toThrow(/AwsSolutions-IAM5/)
})

test('so does one that is only a warning', async () => {
  const addStream = (stack: Stack) => new Stream(stack, 'Other', { encryption: StreamEncryption.KMS })
  await expect(synthesizeWith(addStream)).rejects.toThrow(/AwsSolutions-KDS3/)
})

test('and a property that CloudFormation would refuse', async () => {
  const addQueue = (stack: Stack) =>
    new CfnResource(stack, 'Queue', {
      type: 'AWS::Lambda::Permission',
      properties: { Actoin: 'lambda:InvokeFunction' },
    })
  await expect(synthesizeWith(addQueue)).rejects.toThrow(/Actoin/)
})

test('a function without a bundle is named', () =>
  withStubBundles(async (bundles, outdir) => {
    await rm(join(bundles, 'sweep-timers'), { recursive: true })
    expect(() => createApp(bundles, outdir)).toThrow(
      `sweep-timers has no bundle: ${join(bundles, 'sweep-timers', 'index.mjs')} is missing. Is there a functions/sweep-timers.ts?`,
    )
  }))
