// A guest of the manifest as replies show it.
import type { Guest } from "../../../src-shared/protocol/replies.ts";
import type { ManifestGuest } from "../../store/contract.ts";

export const guestReply = (guest: ManifestGuest): Guest => ({
  id: guest.id,
  name: guest.name,
  ram_bytes: guest.ram_bytes,
  source: guest.source,
  pid: guest.pid,
  mapped: guest.mapped,
  pinned: guest.pinned,
});
