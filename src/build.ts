/** What a build knows about itself. */
export interface Build {
  /** Commit the program was made from; null if the build does not say. */
  readonly commit: string | null;
  /** When, as ISO 8601; null if the build does not say. */
  readonly date: string | null;
  /** `source` when run from its files; builds name their own form. */
  readonly form: string;
  /** The entry file, seen from the module that starts worker threads. */
  readonly entry: string;
}

/** This build. A build for distribution replaces this file by one with its own facts. */
export const BUILD: Build = { commit: null, date: null, form: "source", entry: "../../main.ts" };
