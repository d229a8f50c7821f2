// Commands about single files, without a project.
import { Option } from "commander";
import { failure } from "../../../../src-shared/base/errors.ts";
import type { SubsetSlots } from "../../../../src-shared/model/mechanisms/layout/spacer.ts";
import type { Correction } from "../../../../src-shared/profile/reuse/curve.ts";
import { readJsonFile } from "../../../files/read-json.ts";
import { type Flags, outputOf, type Shell, whole } from "../arguments.ts";
import { layoutWords, mrcWords } from "../file-words.ts";
import { printReply } from "../output.ts";

const refused = (what: string, next: string): Error => failure("usage", what, { next, exit: 2 });

function share(text: string): number {
  const n = Number(text);
  if (text.trim() === "" || !(n > 0 && n <= 1))
    throw refused(
      `--rate needs a share above 0 and at most 1, not ${JSON.stringify(text)}`,
      "0.01 looks at 1 % of the pages",
    );
  return n;
}

function sizeList(text: string): number[] {
  const sizes = text.split(",").map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : Number.NaN));
  if (sizes.some((size) => !Number.isSafeInteger(size)))
    throw refused(
      `--sizes needs whole numbers of pages, not ${JSON.stringify(text)}`,
      "part them by commas: --sizes 256,512,1024",
    );
  return sizes;
}

function addMrc({ add, options, line }: Shell): void {
  add("mrc <file>", "miss-ratio curve of a list of page numbers, one a line (decimal or 0x; - reads standard input)")
    .addOption(
      new Option("--method <method>", "exact: all pages; shards: pages chosen by hash; aet: from reuse times")
        .choices(["exact", "shards", "aet"])
        .default("exact"),
    )
    .addOption(new Option("--rate <share>", "shards: share of the pages to look at").argParser(share))
    .addOption(
      new Option("--max-sampled <pages>", "shards: most pages to hold (8192 where no rate is given)").argParser(
        whole("--max-sampled"),
      ),
    )
    .addOption(
      new Option(
        "--correction <how>",
        "shards: scale by the pages the sample holds, the references it should, or neither",
      )
        .choices(["pages", "adj", "none"])
        .default("pages"),
    )
    .addOption(new Option("--sizes <pages>", "only these sizes, parted by commas").argParser(sizeList))
    .action(async (file: string, flags: Flags) => {
      const method = flags.method as "exact" | "shards" | "aet";
      if (method !== "shards" && (flags.rate !== undefined || flags.maxSampled !== undefined))
        throw refused(
          `--rate and --max-sampled do not go with --method ${method}`,
          "add --method shards, or leave them out",
        );
      const { missRatioOfFile } = await import("../../../files/miss-ratio.ts");
      const reply = await missRatioOfFile(
        file,
        {
          method,
          rate: (flags.rate as number | undefined) ?? null,
          maxSampled: (flags.maxSampled as number | undefined) ?? null,
          correction: flags.correction as Correction,
          sizes: (flags.sizes as number[] | undefined) ?? null,
        },
        options,
      );
      line.clear();
      printReply(reply, outputOf(flags), mrcWords);
    });
}

function addLayout({ add, options, line }: Shell): void {
  add("layout [elf...]", "pages that images share under each layout: statically linked ELF files, or a file of sizes")
    .option("--sizes <file>", "JSON file with section sizes of libraries and the images made of them")
    .addOption(
      new Option("--subset-slots <how>", "spacer: addresses of libraries that some images have")
        .choices(["per_image", "global"])
        .default("per_image"),
    )
    .addOption(
      new Option("--max-page-sharing <pages>", "KSM: most pages on one frame (256)").argParser(
        whole("--max-page-sharing"),
      ),
    )
    .action(async (elf: string[], flags: Flags) => {
      if (flags.maxPageSharing === 1)
        throw refused("--max-page-sharing 1 would share nothing", "give at least 2, or leave it out for 256");
      const sizes = flags.sizes === undefined ? null : String(flags.sizes);
      if (sizes !== null && elf.length > 0)
        throw refused("--sizes and ELF files cannot be compared in one table", "give one or the other");
      const { layoutsOfElf, layoutsOfSizes } = await import("../../../files/layout.ts");
      const settings = {
        slots: flags.subsetSlots as SubsetSlots,
        cap: (flags.maxPageSharing as number | undefined) ?? null,
      };
      const reply =
        sizes === null
          ? await layoutsOfElf(elf, settings, options)
          : layoutsOfSizes(readJsonFile(sizes, "sizes"), sizes, settings);
      line.clear();
      printReply(reply, outputOf(flags), layoutWords);
    });
}

/** Adds mrc and layout. */
export function addFileCommands(shell: Shell): void {
  for (const addCommand of [addMrc, addLayout]) addCommand(shell);
}
