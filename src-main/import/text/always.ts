// The span of a task that a source knows without any time: from the least to the greatest moment.

export const ALWAYS_FROM = -(1n << 63n);
export const ALWAYS_UNTIL = (1n << 63n) - 1n;
