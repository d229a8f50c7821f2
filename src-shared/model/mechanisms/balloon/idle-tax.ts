// Shares with a tax on idle memory (ESX, Waldspurger 2002): where the balance of clients lies, in closed form.

export interface TaxedClient {
  readonly shares: number;
  /** Pages in active use; what is allocated beyond is idle. */
  readonly active: number;
  /** Most that it can hold. */
  readonly cap: number;
}

/**
 * What each client holds when the price per share is the same for all: an active page costs 1, an idle one 1 / (1 − tax).
 * Memory is taken from whoever has the fewest shares for what it pays, so all pay alike, and caps bind first. What no
 * client may take stays unused.
 */
export function taxedAllocation(units: number, tax: number, clients: readonly TaxedClient[]): number[] {
  const idleCost = 1 / (1 - tax);
  const held = ({ shares, active, cap }: TaxedClient, price: number): number => {
    const paid = price * shares;
    return Math.min(cap, paid <= active ? paid : active + (paid - active) / idleCost);
  };
  const total = (price: number): number => clients.reduce((sum, client) => sum + held(client, price), 0);
  // Between two of these prices what all hold together is a straight line.
  const bends = clients
    .flatMap(({ shares, active, cap }) => [active / shares, paidFor(cap, active, idleCost) / shares])
    .filter((price) => Number.isFinite(price) && price > 0)
    .sort((a, b) => a - b);
  let low = 0;
  for (const bend of bends) {
    if (total(bend) >= units) return atUnits(low, bend);
    low = bend;
  }
  const beyond = low + 1;
  return total(beyond) > total(low) ? atUnits(low, beyond) : clients.map((client) => held(client, low));

  function atUnits(from: number, to: number): number[] {
    const [less, more] = [total(from), total(to)];
    const price = from + ((to - from) * (units - less)) / (more - less);
    return clients.map((client) => held(client, price));
  }
}

const paidFor = (pages: number, active: number, idleCost: number): number =>
  pages <= active ? pages : active + idleCost * (pages - active);
