/** A conditional write either took, or somebody else was faster. */
export type Written = 'written' | 'conflict'
