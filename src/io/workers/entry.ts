/** The file that worker threads start with: the program's own. */
import { BUILD } from "../../build.ts";

/** URL of the program's entry file. In a build all files lie in one directory. */
export const WORKER_ENTRY: URL = new URL(BUILD.entry, import.meta.url);
