// Layout of guests' images. It decides which of their read-only pages are equal before anything runs (density/image-guests.ts);
// while guests run it does nothing.
import type { LayoutEntry } from "../../engine/scenario.ts";
import { parametersOf } from "../../parameters.ts";
import type { Mechanism } from "../mechanism.ts";

export const layout: Mechanism<LayoutEntry> = {
  id: "layout",
  title: "Layout of images",
  parameters: parametersOf("layout"),
  requires: [{ what: "section sizes of the images' libraries", capture: "the linked images or their link maps" }],
  init: () => null,
};
