// What a Xen domain is admitted with: its memory, the shadow pool and the toolstack's extra, in 2 MiB steps (libxl 4.11).
import { MIB, PAGE_BYTES } from "../../../base/units.ts";

const KIB_OF_MIB = 1024;
const SHADOW_PAGES_PER_VCPU = 256;
const SHADOW_PAGES_PER_MIB = 2;
const EXTRA_KIB = 2048;
const STEP_KIB = (2 * MIB) / 1024;

/** Shadow memory in KiB of a domain with this much maximum memory: 4 KiB for 256 pages a vCPU and 2 a MiB. */
export const xenShadowKib = (maxMib: number, vcpus: number): number =>
  (PAGE_BYTES / 1024) * (SHADOW_PAGES_PER_VCPU * vcpus + SHADOW_PAGES_PER_MIB * maxMib);

/** KiB that an HVM or PVH domain needs of the host: target, shadow and extra, rounded up to 2 MiB. */
export const xenNeedKib = (mib: number, vcpus: number): number =>
  Math.ceil((mib * KIB_OF_MIB + xenShadowKib(mib, vcpus) + EXTRA_KIB) / STEP_KIB) * STEP_KIB;
