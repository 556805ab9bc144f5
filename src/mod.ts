/**
 * momo as a library: momentum days from Databento data.
 *
 * @module
 */
export { type ErrorCode, type ErrorDetails, MomoError } from "./core/error.ts";
export { type EpochDay, formatDate, parseDate } from "./core/time/dates.ts";
