import type { Customer, TraitValue } from '#shared/domain/customer.ts'
import type { Task } from '#shared/domain/effect.ts'
import type { Explained, KeptExplained } from '#shared/domain/explained.ts'
import type { Page } from '#shared/domain/page-of.ts'
import type { ScheduleState } from '#shared/domain/schedule.ts'
import type { KeptTask, TaskState } from '#shared/domain/task.ts'

export type { Explained } from '#shared/domain/explained.ts'

/** Ceilings on sends a minute: of everything (`*`) and of venues. */
export type Ceilings = {
  /** Says for each message whether it still fits into this minute. The same message gets the same answer again. */
  admit(
    messages: readonly { messageId: string; ceilings: readonly { key: string; perMinute: number }[] }[],
    now: number,
  ): Promise<Map<string, boolean>>
}

/** From a time up to another, in milliseconds since 1970, by when it was decided. */
export type Span = { from: number; until: number }

type ExplainedPage = { explained: KeptExplained[]; next?: string }

/** Why somebody got something or nothing, for 30 days. What was too much to keep is left out, and counted. */
export type Explanations = {
  /** Keeps explanations. Writing one again replaces it. */
  write(explained: readonly Explained[]): Promise<void>
  /** The newest first; `next` is where the list goes on, for `after`. */
  byPerson(ledgerId: string, span: Span, page: Page): Promise<ExplainedPage>
  /** The newest first, to the minute. */
  byJourney(journeyId: string, span: Span, page: Page): Promise<ExplainedPage>
  byMessage(messageId: string): Promise<KeptExplained | undefined>
  find(ledgerId: string, occasionId: string): Promise<KeptExplained | undefined>
}

export type Tasks = {
  /** Raises tasks; one that was raised before stays as it is. */
  raise(tasks: readonly Task[]): Promise<void>
  find(venueId: string, taskId: string): Promise<KeptTask | undefined>
  /** Open ones that have not run out, the soonest due first; of claimed and done ones the newest first. */
  list(venueId: string, state: TaskState, page: Page, now: number): Promise<{ tasks: KeptTask[]; next?: string }>
  /** Takes only if the stored version is still `version`; stores it as the next one. */
  save(kept: KeptTask): Promise<'written' | 'conflict'>
}

/** A customer as she is stored. `version` changes with every change of hers, and is for `save` only. */
export type KeptCustomer = { customer: Customer; version: string }

/** One of `of` parts of all customers, drawn by their ids: parts are about as large as each other. */
export type Slice = { index: number; of: number }

/** Customers, however many: who writes what she has read loses nothing that somebody else wrote meanwhile. */
export type Directory = {
  find(customerId: string): Promise<KeptCustomer | undefined>
  /** Stores who she is, not which phones are hers. Takes only if she still has this version; undefined: if nobody is stored. */
  save(customer: Omit<Customer, 'deviceIds'>, ifVersion: string | undefined): Promise<'written' | 'conflict'>
  /** Sets or removes a trait, whatever else is written at the same time. Undefined: there is no such customer. */
  updateTrait(customerId: string, trait: string, value: TraitValue | null): Promise<Customer | undefined>
  /** All customers, or a slice of them, in pages of any order; `next` is where the list goes on. */
  list(page: { limit: number; after?: string; slice?: Slice }): Promise<{ customers: Customer[]; next?: string }>
}

/** Which schedules were looked at up to when, and whom they have not reached yet. */
export type Schedules = {
  find(): Promise<ScheduleState | undefined>
  /** Takes only if the stored version is still `state.version`; stores it as the next one. */
  save(state: ScheduleState): Promise<'written' | 'conflict'>
}

/** What journeys need from outside. */
export type JourneyPorts = {
  directory: Directory
  ceilings: Ceilings
  explanations: Explanations
  tasks: Tasks
  schedules: Schedules
}
