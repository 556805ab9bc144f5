import { CODE_UNSET } from "../codes.ts";

/** The code of a gateway message of version 1, which has none, from its text; 255 if it is not recognised. */
export function inferSystemCode(text: string): number {
  if (text === "Heartbeat") return 0;
  if (text.startsWith("End of interval for ")) return 4;
  if (text.startsWith("Subscription request ") && text.endsWith(" succeeded")) return 1;
  if (text.startsWith("Warning: slow reading")) return 2;
  if (text.startsWith("Finished ") && text.endsWith(" replay")) return 3;
  return CODE_UNSET;
}

/** The code of a gateway error of version 1, which has none, from its text; 255 if it is not recognised. */
export function inferErrorCode(text: string): number {
  if (text === "User or API key deactivated") return 2;
  if (text === "User has reached their open connection limit") return 3;
  if (text.startsWith("Failed to resolve symbol")) return 4;
  if (text === "Internal error") return 6;
  if (text.startsWith("Slow client detected for ")) return 7;
  return CODE_UNSET;
}
