// Pages known one by one leave as pages known by count do: of pages that are alike, those that found room last.
import { LEAVING, PLACES, type Place, pagesAt } from "./groups.ts";
import { imagePages } from "./images.ts";
import { FAST, SLOW } from "./states.ts";
import type { ExactPages, World } from "./world.ts";

const isInMemory = (place: number): boolean => place <= SLOW;

/**
 * Before the pages [from, to) of a guest leave: where a page that stays is in a place that pages leave first, it takes the place of
 * one that goes. Pages of a group are used alike, so nobody could tell them apart.
 */
export function tradePlaces(world: World, guest: number, from: number, to: number): void {
  const { groups } = world;
  for (let group = groups.firstOf[guest + 1]! - 1; group >= groups.firstOf[guest]!; group--) {
    const [first, end] = [Math.max(from, groups.from[group]!), Math.min(to, groups.until[group]!)];
    if (end > first && first > groups.from[group]! && hasLeft(world, group)) tradeInGroup(world, group, first, end);
  }
}

/** Whether pages of a group are anywhere but in the fast tier. */
const hasLeft = ({ groups }: World, group: number): boolean =>
  LEAVING.some((place) => place !== FAST && pagesAt(groups, group, place) > 0);

function tradeInGroup(world: World, group: number, first: number, end: number): void {
  const { groups } = world;
  const exact = world.exact!;
  const guest = groups.owner[group]!;
  const base = exact.contents.firstPage[guest]!;
  const isOwn = (page: number): boolean =>
    !exact.ksm.isShared(base + page) && imagePages(world.images, guest, page, page + 1) === 0;
  /** Pages too many among those that go, by place; negative ones are missing. */
  const excess = new Int32Array(PLACES);
  let going = 0;
  for (let page = first; page < end; page++) {
    if (!isOwn(page)) continue;
    excess[exact.place[base + page]!]! += 1;
    going++;
  }
  for (const place of LEAVING) {
    const due = Math.min(going, pagesAt(groups, group, place));
    excess[place]! -= due;
    going -= due;
  }
  let stays = first - 1;
  for (let page = end - 1; page >= first; page--) {
    if (!isOwn(page) || excess[exact.place[base + page]!]! <= 0) continue;
    while (stays >= groups.from[group]! && !(isOwn(stays) && excess[exact.place[base + stays]!]! < 0)) stays--;
    if (stays < groups.from[group]!) return;
    excess[exact.place[base + page]!]! -= 1;
    excess[exact.place[base + stays]!]! += 1;
    trade(exact, base + page, base + stays);
  }
}

/** Two pages change places; the one that is in memory now is there, the other is not. */
function trade(exact: ExactPages, goes: number, stays: number): void {
  const place = exact.place[goes]! as Place;
  exact.place[goes] = exact.place[stays]!;
  exact.place[stays] = place;
  if (isInMemory(place) === isInMemory(exact.place[goes]!)) return;
  exact.ksm.drop(isInMemory(place) ? goes : stays);
  exact.ksm.reappear(isInMemory(place) ? stays : goes);
}
