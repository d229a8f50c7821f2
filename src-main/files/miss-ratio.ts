// The miss-ratio curve of a file that lists page numbers, as a reply.
import { cancelled, failure } from "../../src-shared/base/errors.ts";
import { aetCurve } from "../../src-shared/profile/reuse/aet.ts";
import { type Correction, type CurveBuilder, pointsOf } from "../../src-shared/profile/reuse/curve.ts";
import { exactCurve } from "../../src-shared/profile/reuse/exact.ts";
import { shardsCurve } from "../../src-shared/profile/reuse/shards.ts";
import type { MrcReply } from "../../src-shared/protocol/analysis-replies.ts";
import type { RequestOptions } from "../../src-shared/protocol/transport.ts";
import { openWrapped } from "../import/unwrap.ts";
import { pageListReader } from "./page-list.ts";

export interface CurveOptions {
  readonly method: "exact" | "shards" | "aet";
  /** Null: all pages, as long as no more than `maxSampled` are held. */
  readonly rate: number | null;
  /** Null: no limit where a rate is given, else 8192. */
  readonly maxSampled: number | null;
  readonly correction: Correction;
  /** Null: where the curve changes. */
  readonly sizes: readonly number[] | null;
}

/** Pages of a sample whose curve is within about 0.002 of the exact one (model section 1.3). */
const GOOD_SAMPLE = 8192;

function builderOf({ method, rate, maxSampled, correction }: CurveOptions): CurveBuilder {
  if (method === "exact") return exactCurve();
  if (method === "aet") return aetCurve();
  return shardsCurve({ rate: rate ?? 1, maxSampled: maxSampled ?? (rate === null ? GOOD_SAMPLE : null), correction });
}

/**
 * Reads `path` (plain, gzip or zstd; `-`: standard input) and gives its curve. Memory grows with the pages that are
 * looked at, never with the references. Errors: mrc.bad_line, mrc.empty, import.not_found and others of the file.
 */
export async function missRatioOfFile(path: string, options: CurveOptions, request: RequestOptions): Promise<MrcReply> {
  const builder = builderOf(options);
  const reader = pageListReader(path === "-" ? "standard input" : path, builder.use);
  const status = await eachChunk(path, request, reader.take);
  reader.finish(status !== "whole");
  const curve = builder.finish();
  if (curve.references === 0)
    throw failure("mrc.empty", "there is no page number to make a curve from", {
      where: { file: path },
      expected: "one page number a line: decimal or 0x hexadecimal",
      next: "check that this is the right file",
    });
  const distances = curve.distances();
  return {
    schema: "plimsoll.mrc/1",
    method: options.method,
    references: curve.references,
    distinct: curve.distinct,
    distinct_exact: curve.distinctExact,
    skipped_lines: reader.skipped(),
    status,
    sampling: curve.sampling,
    blocks: curve.blocks,
    accuracy: curve.accuracy,
    points: pointsOf(curve, options.sizes ?? curve.changes()),
    ...(distances ? { distances } : {}),
    run: { file: path },
  };
}

/** How whole the file was. */
type Status = MrcReply["status"];

async function eachChunk(
  path: string,
  { signal, onProgress }: RequestOptions,
  take: (chunk: Uint8Array) => void,
): Promise<Status> {
  const each = (chunk: Uint8Array): void => {
    if (signal?.aborted) throw cancelled("the curve");
    take(chunk);
  };
  if (path === "-") {
    for await (const chunk of process.stdin) each(chunk as Uint8Array);
    return "whole";
  }
  let done = 0;
  const onBytes = (bytes: number): void => {
    done = bytes;
  };
  const file = await openWrapped(path, { onBytes });
  const total = file.wrapper === "none" ? file.source.size : null;
  try {
    for await (const chunk of file.source.chunks()) {
      each(chunk);
      onProgress?.({ title: "bytes of page numbers", done, total, detail: null });
    }
    return (await file.finish()).status;
  } finally {
    await file.close();
  }
}
