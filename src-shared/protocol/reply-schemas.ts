// The schema of every request's reply, by the request's name: what both ends of a transport check.
import { z } from "zod";
import {
  CheckSqlReply,
  FunctionsReply,
  LanesReply,
  PanelReply,
  PlanReply,
  ResultChartReply,
  ResultOpenReply,
  ResultPage,
  Tile2Reply,
  TileReply,
  TilesReply,
} from "./column-replies.ts";
import { CompareReply } from "./compare-replies.ts";
import { PolicyLanguageReply, PolicyReply } from "./policy-replies.ts";
import {
  DensityReply,
  ExplainReply,
  ImportReply,
  InfoReply,
  ProfileReply,
  PyramidsReply,
  QueryReply,
  RecipeReply,
  SimulateReply,
  SizeReply,
} from "./replies.ts";
import type { RequestName } from "./requests.ts";
import { ShapleyReply } from "./shapley-replies.ts";
import { ValidateReply } from "./validation-replies.ts";
import {
  BrowseReply,
  DetectReply,
  DocumentsReply,
  Done,
  GuestMapReply,
  HomeReply,
  OpenReply,
  SetGuestMapReply,
  StagedFile,
} from "./window-replies.ts";

export const replySchemas = {
  import: ImportReply,
  info: InfoReply,
  query: QueryReply,
  pyramids: PyramidsReply,
  profile: ProfileReply,
  /** A scenario to start from, and what has to be filled in by hand. */
  scenario: z.object({ scenario: z.record(z.string(), z.unknown()), remarks: z.array(z.string()) }),
  density: DensityReply,
  size: SizeReply,
  compare: CompareReply,
  shapley: ShapleyReply,
  simulate: SimulateReply,
  explain: ExplainReply,
  policyCheck: PolicyReply,
  policyRun: PolicyReply,
  policyCondition: PolicyReply,
  policyLanguage: PolicyLanguageReply,
  validate: ValidateReply,
  /** Where the report is (a path, or a staged file) and what answer it holds. */
  report: z.object({
    out: z.string().nullable(),
    file: StagedFile.nullable(),
    density: DensityReply,
    /** Parts with nothing to show, and why. */
    left_out: z.array(z.object({ section: z.string(), why: z.string() })),
  }),
  home: HomeReply,
  forget: Done,
  browse: BrowseReply,
  open: OpenReply,
  detect: DetectReply,
  recipe: RecipeReply,
  guestMap: GuestMapReply,
  setGuestMap: SetGuestMapReply,
  exclude: Done,
  setClock: Done,
  resultOpen: ResultOpenReply,
  resultPage: ResultPage,
  resultChart: ResultChartReply,
  resultExport: z.object({ out: z.string().nullable(), file: StagedFile.nullable(), rows: z.int().nonnegative() }),
  resultClose: Done,
  panel: PanelReply,
  plan: PlanReply,
  checkSql: CheckSqlReply,
  functions: FunctionsReply,
  documents: DocumentsReply,
  saveDocument: Done,
  exportDocument: z.object({ out: z.string().nullable(), file: StagedFile.nullable() }),
  removeDocument: Done,
  stageText: z.object({ file: StagedFile }),
  lanes: LanesReply,
  tile: TileReply,
  tiles: TilesReply,
  tile2: Tile2Reply,
  cancelJob: Done,
  clearJobs: Done,
} as const satisfies Record<RequestName, z.ZodType>;

export type ReplyOf = { readonly [N in RequestName]: z.infer<(typeof replySchemas)[N]> };
