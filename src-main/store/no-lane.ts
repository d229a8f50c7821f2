// The mistake of asking for a lane that the timeline does not have.
import { failure } from "../../src-shared/base/errors.ts";

export function noLane(id: number): never {
  throw failure("timeline.no_lane", `there is no lane ${id}`, {
    next: "see the list of lanes with: plimsoll pyramids PROJECT",
    exit: 2,
  });
}
