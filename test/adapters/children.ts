import { spawn } from 'node:child_process'

/** Processes of their own, each a script that prints one line of JSON. `end` kills those that still run. */
export const startChildren = () => {
  const children = new Set<ReturnType<typeof spawn>>()
  return {
    run: <T>(script: string, ...args: readonly (string | number)[]): Promise<T> => {
      const child = spawn(process.execPath, [script, ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] })
      children.add(child)
      let printed = ''
      child.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString()
      })
      return new Promise((resolve, reject) => {
        child.on('close', (code) => {
          children.delete(child)
          if (code === 0) resolve(JSON.parse(printed) as T)
          else reject(new Error(`${script} ended with ${code}`))
        })
      })
    },
    end: () => {
      for (const child of children) child.kill('SIGKILL')
    },
  }
}
