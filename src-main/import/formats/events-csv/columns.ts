// Columns of a recorder's log of actions.

/** Either what was done to which guest, or one column of free text. */
export const isEventTable = (names: readonly string[]): boolean =>
  names.includes("event") || (names.includes("action") && names.includes("guest"));
