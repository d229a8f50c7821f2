import { describe, expect, it } from "vitest";
import { createPace } from "./rate.ts";

describe("the pace of a job", () => {
  it("is that of the last seconds, not of the whole time", () => {
    const pace = createPace(0);
    for (let second = 1; second <= 10; second++) pace.add(second * 1000, second * 100);
    for (let second = 11; second <= 20; second++) pace.add(second * 1000, 1000 + (second - 10) * 10);
    expect(pace.pace(20_000, 2000)).toEqual({ rate: 10, secondsLeft: 90 });
  });

  it("begins anew when the work begins another stage", () => {
    const pace = createPace(0);
    pace.add(1000, 50);
    pace.add(5000, 100);
    pace.add(6000, 1);
    expect(pace.pace(6000, 10)).toEqual({ rate: null, secondsLeft: null });
    pace.add(8000, 5);
    expect(pace.pace(8000, 10)).toEqual({ rate: 2, secondsLeft: 2.5 });
  });

  it("knows no time left without a total, and none below zero", () => {
    const pace = createPace(0);
    pace.add(4000, 40);
    expect(pace.pace(4000, null)).toEqual({ rate: 10, secondsLeft: null });
    expect(pace.pace(4000, 20)).toEqual({ rate: 10, secondsLeft: 0 });
  });
});
