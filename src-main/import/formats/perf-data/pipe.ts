// What a recording in pipe mode says about itself in records, where a file has sections.
import { readAttr } from "./attr.ts";
import type { Events } from "./events.ts";
import { type Features, TRACING_DATA, takeFeature, wantedSections } from "./features.ts";
import { MAX_EVENTS } from "./header.ts";
import { EVENT_UPDATE, HEADER_ATTR, HEADER_FEATURE, HEADER_TRACING_DATA } from "./record-types.ts";

/** What is known of a recording; the records add to it. */
export interface Description {
  readonly events: Events;
  readonly features: Features;
}

const BODY = 8;
const UPDATE_NAME = 2n;

/** Takes a record that describes the recording; others are left alone. */
export function takeDescription(known: Description, type: number, record: Uint8Array, little: boolean): void {
  const view = new DataView(record.buffer, record.byteOffset, record.length);
  if (type === HEADER_ATTR && record.length >= BODY + 64 && known.events.list.length < MAX_EVENTS) {
    const told = view.getUint32(BODY + 4, little) || 64;
    const size = Math.min(told, record.length - BODY);
    const ids: bigint[] = [];
    for (let at = BODY + size; at + 8 <= record.length; at += 8) ids.push(view.getBigUint64(at, little));
    known.events.add(readAttr(view, BODY, size, little), ids);
  } else if (type === HEADER_FEATURE && record.length >= BODY + 8) {
    const section = Number(view.getBigUint64(BODY, little));
    if (wantedSections.has(section)) takeFeature(known.features, section, record.subarray(BODY + 8), little);
  } else if (type === EVENT_UPDATE && record.length > BODY + 16 && view.getBigUint64(BODY, little) === UPDATE_NAME) {
    const name = record.subarray(BODY + 16);
    const end = name.indexOf(0);
    const text = new TextDecoder().decode(end < 0 ? name : name.subarray(0, end));
    known.events.rename(view.getBigUint64(BODY + 8, little), text);
  }
}

/** Takes the data that follow a record. */
export function takeFollowing(known: Description, type: number, data: Uint8Array, little: boolean): void {
  if (type === HEADER_TRACING_DATA) takeFeature(known.features, TRACING_DATA, data, little);
}
