// What a scenario may say but an answer to "how many" does not count: refused, because to ignore it would be wrong.
import { failure } from "../base/errors.ts";
import { mechanismIn, mechanismsIn } from "./chosen.ts";
import type { Scenario } from "./scenario-schema.ts";

/** Throws `scenario.not_available` (exit 2) with what is not counted. */
export function refuseUncounted(scenario: Scenario): void {
  if (scenario.guests.some((guest) => guest.kind === "function") && !mechanismIn(scenario, "hotplug"))
    throw failure("scenario.needs_hotplug", "nothing says how the functions get memory for their instances", {
      expected: 'the mechanism "hotplug" beside guests of kind "function"',
      next: 'add {"id": "hotplug", "variant": "static"} to mechanisms, or another variant',
      exit: 2,
    });
  const objects = scenario.guests.findIndex((guest) => guest.objects?.length && guest.kind === "profile");
  if (objects >= 0)
    refuse(`objects of captured guests (guests[${objects}])`, "give the guest as a series or as static");
  const varying = scenario.guests.find(({ kind }) => !["static", "synthetic", "pages", "image"].includes(kind));
  if (mechanismsIn(scenario).some(({ id }) => id === "clone") && varying)
    refuse(`a clone of a guest whose demand varies (${varying.kind})`, "simulate it");
  const merging = mechanismsIn(scenario).some(({ id }) => id === "dedup" || id === "images");
  const changing = scenario.guests.findIndex(
    (guest) => guest.kind === "work" && guest.phases.some(({ contents }) => contents?.length),
  );
  if (merging && changing >= 0)
    refuse(
      `contents that change with the work (guests[${changing}].phases), where equal pages are merged`,
      "simulate it",
    );
  const layout = mechanismsIn(scenario).find((entry) => entry.id === "layout");
  if (layout && layout.layout !== "default")
    refuse("a layout of guests without images", 'describe them as guests of kind "image"');
}

/** Throws `scenario.not_available` (exit 2): what is not counted, and what to do instead. */
export function refuse(what: string, instead: string): never {
  throw failure("scenario.not_available", `${what} is not counted in this answer by this version`, {
    expected: "an answer that counts all that the scenario says",
    next: `take it out of the scenario, or ${instead}: an answer that ignored it would be wrong`,
    exit: 2,
  });
}
