// What was made last, up to a number of bytes; of a further one what was used longest ago goes.

export interface ByteCache<T> {
  get(key: string): T | undefined;
  put(key: string, value: T, bytes: number): void;
}

export function createByteCache<T>(mostBytes: number): ByteCache<T> {
  const entries = new Map<string, { readonly value: T; readonly bytes: number }>();
  let held = 0;
  const drop = (key: string): void => {
    held -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  };
  return {
    get(key) {
      const found = entries.get(key);
      if (!found) return undefined;
      entries.delete(key);
      entries.set(key, found);
      return found.value;
    },
    put(key, value, bytes) {
      drop(key);
      entries.set(key, { value, bytes });
      held += bytes;
      for (const oldest of entries.keys()) {
        if (held <= mostBytes) return;
        drop(oldest);
      }
    },
  };
}
