export function differences(config: string, read: string): string[];
