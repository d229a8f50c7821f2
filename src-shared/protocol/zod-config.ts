// Sets zod up before the first schema is made: without generated code, which a window's content policy forbids.
import { z } from "zod";

z.config({ jitless: true });
