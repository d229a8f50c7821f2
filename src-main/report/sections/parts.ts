// Parts of an answer that only some scenarios have: calls of functions, guests on NUMA nodes.
import { plural } from "../../../src-shared/base/format.ts";
import { functionRows } from "../../../src-shared/density/function-rows.ts";
import { type Html, html, nothing } from "../html.ts";
import { block, folded, name, number, numeric, size, table, text, type View, word } from "../view.ts";

/** What calls of functions come to with N* guests; nothing without functions. */
export function functionsBlock(view: View): Html {
  const { functions } = view.report.density;
  if (!functions) return nothing;
  return block(view, "Functions", html`${word(functions.variant)}, with N* guests`, () =>
    table(
      [text("Quantity"), numeric("Value, or median"), numeric("p5"), numeric("p95")],
      functionRows(functions).map(({ title, field, interval, show }) => [
        title,
        number(view, `density.${field}`, show),
        ...(["p5", "p95"] as const).map((q) =>
          interval ? number(view, `density.${interval.field}.${q}`, show) : nothing,
        ),
      ]),
    ),
  );
}

/** Where the guests of N* stand and in which order they were placed; nothing on a host of one node. */
export function nodesBlock(view: View): Html {
  const { numa } = view.report.density;
  if (!numa) return nothing;
  const split =
    numa.split === 0
      ? nothing
      : html`; ${number(view, "density.numa.split")} ${plural(numa.split, "guest")} on several nodes, counted at none of them`;
  const nodes = block(view, "NUMA nodes", html`where the guests of N* stand${split}`, () =>
    table(
      [text("Node"), numeric("Guests"), numeric("Most memory"), numeric("Room")],
      numa.nodes.map((_, at) => {
        const path = `density.numa.nodes[${at}]`;
        return [
          word(String(at)),
          number(view, `${path}.guests`),
          size(view, `${path}.most_bytes`),
          size(view, `${path}.bytes`),
        ];
      }),
    ),
  );
  const order = folded(view, "In which order they were placed", () =>
    table(
      [text("Guest"), text("Placement"), numeric("Guests"), numeric("Most memory of each")],
      numa.order.map(({ guest, numa: placement }, at) => [
        name(guest),
        word(placement),
        number(view, `density.numa.order[${at}].count`),
        size(view, `density.numa.order[${at}].bytes`),
      ]),
    ),
  );
  return html`${nodes}${order}`;
}
