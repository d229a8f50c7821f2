// Property tests draw the same cases in every run; PLIMSOLL_SEED draws others.
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.PLIMSOLL_SEED ?? 1) });
