// The one way to the back end, whatever the shell: a request by name, its reply, progress on the way, cancel by signal.
import type { CancelSignal } from "../base/cancel.ts";
import type {
  DensityReply,
  ExplainReply,
  ImportReply,
  InfoReply,
  ProfileReply,
  PyramidsReply,
  QueryReply,
  SimulateReply,
  SizeReply,
} from "./replies.ts";
import type { Progress, RequestInput, RequestName } from "./requests.ts";

/** Reply of each request. A report's reply tells where the file is and what answer it holds. */
export interface ReplyOf {
  readonly import: ImportReply;
  readonly info: InfoReply;
  readonly query: QueryReply;
  readonly pyramids: PyramidsReply;
  readonly profile: ProfileReply;
  /** A scenario to start from, and what has to be filled in by hand. */
  readonly scenario: { readonly scenario: object; readonly remarks: readonly string[] };
  readonly density: DensityReply;
  readonly size: SizeReply;
  readonly simulate: SimulateReply;
  readonly explain: ExplainReply;
  readonly report: { readonly out: string; readonly density: DensityReply };
}

export interface RequestOptions {
  readonly signal?: CancelSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Errors arrive as PlimsollError with a stable code. */
export interface Transport {
  request<N extends RequestName>(name: N, payload: RequestInput<N>, options?: RequestOptions): Promise<ReplyOf[N]>;
  close(): Promise<void>;
}
