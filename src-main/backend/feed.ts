// A value that changes, and who listens to it.

export interface Feed<T> {
  publish(value: T): void;
  /** Calls `listen` with the present value and at each change. */
  subscribe(listen: (value: T) => void): () => void;
}

export function createFeed<T>(first: T): Feed<T> {
  const listeners = new Set<(value: T) => void>();
  let present = first;
  return {
    publish(value) {
      present = value;
      for (const listen of [...listeners]) listen(value);
    },
    subscribe(listen) {
      listeners.add(listen);
      listen(present);
      return () => {
        listeners.delete(listen);
      };
    },
  };
}
