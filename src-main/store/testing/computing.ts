// Waits until a query of this process is under way.

const BUSY_US = 30_000;

/** Resolves when this process, in whose threads the database computes, has been busy since the call. */
export async function computing(): Promise<void> {
  const before = process.cpuUsage();
  while (process.cpuUsage(before).user < BUSY_US) await new Promise((resolve) => setImmediate(resolve));
}
