import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { readTemplate } from '#infra/local/template.ts'

/** A folder of this test's own, gone when it ends. */
export const tempFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'usher-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Closes once: by the test itself, or when it ends, in the reverse order of opening. */
export const closing = <T extends { close(): unknown }>(thing: T): T => {
  const { close } = thing
  let closed: { result: unknown } | undefined
  thing.close = () => {
    closed ??= { result: close() }
    return closed.result
  }
  onTestFinished(async () => {
    await thing.close()
  })
  return thing
}

type Fixture = {
  /** Handler modules by the logical id of their function: each an ES module that exports `handler`. */
  handlers?: Readonly<Record<string, string>>
  /** Properties of those functions beyond their code. */
  functions?: Readonly<Record<string, object>>
  resources?: Readonly<Record<string, { Type: string; Properties?: object }>>
  endpointPort?: number
}

/** Writes a template with its assets as the CDK would, and reads it. */
export const aTemplate = ({ handlers = {}, functions = {}, resources = {}, endpointPort = 4566 }: Fixture) => {
  const folder = tempFolder()
  const files: Record<string, object> = {}
  const lambdas: Record<string, object> = {}
  for (const [id, source] of Object.entries(handlers)) {
    mkdirSync(join(folder, `asset.${id}`))
    writeFileSync(join(folder, `asset.${id}`, 'index.mjs'), source)
    files[id] = { source: { path: `asset.${id}` }, destinations: { current: { objectKey: `${id}.zip` } } }
    const code = { S3Bucket: { 'Fn::Join': ['-', ['assets', { Ref: 'AWS::Region' }]] }, S3Key: `${id}.zip` }
    lambdas[id] = {
      Type: 'AWS::Lambda::Function',
      Properties: { Handler: 'index.handler', Code: code, ...functions[id] },
    }
  }
  writeFileSync(join(folder, 'Usher.assets.json'), JSON.stringify({ files }))
  writeFileSync(join(folder, 'Usher.template.json'), JSON.stringify({ Resources: { ...lambdas, ...resources } }))
  return readTemplate(join(folder, 'Usher.template.json'), { endpointPort })
}

/** Waits until something holds, by real time. */
export const until = async (holds: () => boolean, milliseconds = 5_000) => {
  const end = Date.now() + milliseconds
  while (!holds()) {
    if (Date.now() > end) throw new Error(`Waited ${milliseconds} ms in vain for ${holds}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
