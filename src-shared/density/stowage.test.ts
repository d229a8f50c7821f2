import { expect, test } from "vitest";
import { stowage } from "./stowage.ts";

const captured = ["alpha", "bravo", "charlie"];

test("all captured guests stand one after the other, again and again", () => {
  expect(stowage({ guests: [{ kind: "profile", profile: "*", weight: 1 }] }, captured, 7)).toEqual([
    0, 1, 2, 0, 1, 2, 0,
  ]);
});

test("weights give each kind its share, and a captured guest keeps its number", () => {
  const guests = [
    { kind: "profile", profile: "charlie", weight: 3 },
    { kind: "profile", profile: "alpha", weight: 1 },
  ];
  const stowed = stowage({ guests }, captured, 8);
  expect(stowed.filter((guest) => guest === 2)).toHaveLength(6);
  expect(stowed.filter((guest) => guest === 0)).toHaveLength(2);
});

test("guests that are made up are numbered after the captured ones", () => {
  const guests = [
    { kind: "static", weight: 1 },
    { kind: "onoff", weight: 1 },
  ];
  expect(new Set(stowage({ guests }, captured, 6))).toEqual(new Set([3, 4]));
});

test("a guest that leaves when N grows is taken out again: there are as many as asked for", () => {
  // Weights 5, 3, 1 lose seats from one N to the next (Alabama paradox of the largest remainder).
  const guests = [5, 3, 1].map((weight) => ({ kind: "static", weight }));
  for (let n = 0; n <= 40; n++) expect(stowage({ guests }, captured, n)).toHaveLength(n);
});

test("a scenario without guests has nobody in the hold", () => {
  expect(stowage({}, captured, 3)).toEqual([]);
});
