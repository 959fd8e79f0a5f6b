import type { Liquid, Context as LiquidContext } from 'liquidjs'
import type { Subject } from '#shared/domain/condition.ts'

/** Where and when a template is rendered, and what values that are not there are taken for. */
export type Setting = {
  subject: Subject
  locale: string
  timezone: string
  fallbacks: Readonly<Record<string, string>>
}

type Limits = { steps: number; memory: number }

/**
 * What a template sees. A value that is not there, is null or an empty text is its fallback, or an error; the steps are counted,
 * not timed, so that the same template always ends at the same place.
 */
export const strictContextOf = ({ Context }: Pick<typeof import('liquidjs'), 'Context'>) =>
  class StrictContext extends Context {
    readonly fallbacks: Readonly<Record<string, string>>

    constructor(engine: Liquid, { subject, locale, timezone, fallbacks }: Setting, { steps, memory }: Limits) {
      super(
        subject,
        { ...engine.options, locale, timezoneOffset: timezone },
        { sync: true, memoryLimit: memory },
        { liquid: engine },
      )
      this.fallbacks = fallbacks
      let left = steps
      this.renderLimit.check = () => {
        left--
        if (left < 0) throw new Error(`it takes more than ${steps} steps; make its loops shorter`)
      }
    }

    override *_get(paths: Parameters<LiquidContext['_get']>[0]): IterableIterator<unknown> {
      const path = paths.join('.')
      if (!Object.hasOwn(this.fallbacks, path)) return yield super._get(paths)
      try {
        return yield super._get(paths)
      } catch (error) {
        if (error instanceof Error && error.name === 'InternalUndefinedVariableError') return this.fallbacks[path]
        throw error
      }
    }

    override readProperty(...[object, key]: Parameters<LiquidContext['readProperty']>): unknown {
      const value: unknown = super.readProperty(object, key)
      return value === null || value === '' ? undefined : value
    }
  }
