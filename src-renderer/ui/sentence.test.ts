import { expect, it } from "vitest";
import { capital, sentence } from "./sentence.ts";

it("a sentence begins with a capital letter, a name or a path as it is written", () => {
  expect(
    ["the disk is full", "no guest has a profile", "alpha could not be read", "damon.dat could not be read", ""].map(
      sentence,
    ),
  ).toEqual([
    "The disk is full",
    "No guest has a profile",
    "alpha could not be read",
    "damon.dat could not be read",
    "",
  ]);
  expect(sentence("a")).toBe("a");
  expect(capital("free 1.4 MiB and export again")).toBe("Free 1.4 MiB and export again");
});
