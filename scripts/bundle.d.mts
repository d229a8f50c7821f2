// Types of bundle.mjs, for the tests that bundle a process of their own.

export const root: string;
export function bundle(entries: Readonly<Record<string, string>>, folder: string, ending?: string): Promise<unknown>;
