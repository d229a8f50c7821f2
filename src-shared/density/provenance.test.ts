import { expect, test } from "vitest";
import { ExplainReply } from "../protocol/replies.ts";
import { explainField } from "./provenance.ts";
import { ask, PAGE } from "./testing/ask.ts";
import { makeHost } from "./testing/host.ts";

const answer = () =>
  ask(
    {
      host: { memory_bytes: 9000 * PAGE },
      guests: [{ kind: "profile", profile: "*" }],
      mechanisms: [{ id: "dedup" }],
      replications: { outer: 3, inner: 5 },
    },
    makeHost({ guests: 2, pages: 500, seed: 1 }),
  );

test("a number is led down to its queries and the captures' hashes", async () => {
  const reply = await answer();
  const explained = explainField(reply, "n.p50");
  expect(ExplainReply.safeParse(explained).error).toBeUndefined();
  expect(explained.value).toBe(reply.n.p50);
  const text = JSON.stringify(explained.steps);
  expect(text).toContain("SELECT count(*) FROM fault");
  expect(text).toContain("a".repeat(64));
  expect(text).toContain("b".repeat(64));
});

test("both ways of writing a place in a list are understood", async () => {
  const reply = await answer();
  expect(explainField(reply, "curve[0].n").value).toBe(reply.curve[0]!.n);
  expect(explainField(reply, "mechanisms.0.saved_bytes_per_guest.p50").value).toBe(
    reply.mechanisms[0]!.saved_bytes_per_guest.p50,
  );
});

test.each(["n.p51", "", "constructor", "m"])("a field that is not there is an error: %j", async (field) => {
  const reply = await answer();
  expect(() => explainField(reply, field)).toThrow(
    expect.objectContaining({ report: expect.objectContaining({ code: "explain.unknown_field", exit: 2 }) }),
  );
});

test("a part that only some answers have is explained and has its sources where it is there, and no entry elsewhere", async () => {
  const guest = { kind: "static", ram_bytes: 100 * PAGE };
  const nodes = await ask({
    host: { memory_bytes: 2000 * PAGE, numa: [{ bytes: 1000 * PAGE }, { bytes: 1000 * PAGE }] },
    guests: [guest],
  });
  const [step] = explainField(nodes, "numa.nodes[1].guests").steps;
  expect(step?.what).toContain("placed one by one");
  expect(step?.sources.length).toBeGreaterThan(0);
  const plain = await ask({ host: { memory_bytes: 2000 * PAGE }, guests: [guest] });
  expect(plain.provenance.map(({ field }) => field)).not.toContain("numa");
});
