// Types of model-book.mjs for the configuration of the bundler.
import type { Plugin } from "vite";

export declare function modelBook(): Plugin;
