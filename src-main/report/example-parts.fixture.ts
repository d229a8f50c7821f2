// What the parts of the example share.
export const MIB = 1024 * 1024;
export const hash = (digit: string): string => digit.repeat(64);
