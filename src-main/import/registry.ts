// The list of all importers, most specific first: of equally sure ones the earlier wins.
import { counterCsv } from "./formats/counter-csv/index.ts";
import { damo } from "./formats/damo/index.ts";
import { delimited } from "./formats/delimited/index.ts";
import { eventsCsv } from "./formats/events-csv/index.ts";
import { ftraceNumbers } from "./formats/ftrace-numbers/index.ts";
import { ftraceText } from "./formats/ftrace-text/index.ts";
import { kvmStat } from "./formats/kvm-stat/index.ts";
import { libvirtEvents } from "./formats/libvirt-events/index.ts";
import { libvirtXml } from "./formats/libvirt-xml/index.ts";
import { elfCore } from "./formats/memory-image/elf-core.ts";
import { rawImage } from "./formats/memory-image/raw.ts";
import { pageFrames } from "./formats/page-frames/index.ts";
import { pageHashes } from "./formats/page-hashes/index.ts";
import { pageTable } from "./formats/page-table/index.ts";
import { perfData } from "./formats/perf-data/index.ts";
import { perfScript } from "./formats/perf-script/index.ts";
import { processMaps } from "./formats/process-maps/index.ts";
import { qemuMtree } from "./formats/qemu-mtree/index.ts";
import { qmp } from "./formats/qmp/index.ts";
import { resizeCsv } from "./formats/resize-csv/index.ts";
import { settings } from "./formats/settings/index.ts";
import { stampedSeries } from "./formats/stamped-series/index.ts";
import { traceDat } from "./formats/trace-dat/index.ts";
import { xenHost } from "./formats/xen-host/index.ts";
import { xentrace } from "./formats/xentrace/index.ts";
import { xentraceText } from "./formats/xentrace-text/index.ts";
import type { Importer } from "./importer.ts";

export const importers: readonly Importer[] = [
  perfData,
  damo,
  xentrace,
  xentraceText,
  traceDat,
  elfCore,
  pageTable,
  pageFrames,
  eventsCsv,
  resizeCsv,
  counterCsv,
  stampedSeries,
  processMaps,
  qemuMtree,
  qmp,
  xenHost,
  libvirtEvents,
  libvirtXml,
  settings,
  kvmStat,
  ftraceText,
  ftraceNumbers,
  perfScript,
  delimited,
  pageHashes,
  rawImage,
];
