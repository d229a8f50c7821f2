// Whether the way to the program is open, beside what is known of the back end behind it.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { FrameLink } from "../../src-shared/protocol/link.ts";

/** The same link, and a store that tells whether it is open. */
export function watchLink(link: FrameLink): { readonly link: FrameLink; readonly linked: StoreApi<boolean> } {
  const linked = createStore(() => true);
  return {
    linked,
    link: {
      ...link,
      onOpen: (listen) =>
        link.onOpen((open) => {
          linked.setState(open, true);
          listen(open);
        }),
    },
  };
}
