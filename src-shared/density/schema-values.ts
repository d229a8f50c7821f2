// Numbers and words that the schemas of a scenario are made of.
import { z } from "zod";

export const count = z.int().min(0);
export const bytes = z.int().min(0);
export const someBytes = z.int().min(1);
export const share = z.number().min(0).max(1);
export const seconds = z.number().gt(0);
