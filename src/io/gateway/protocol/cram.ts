/** The challenge and response by which a client proves that it has an API key, without sending it. */
import { createHash, timingSafeEqual } from "node:crypto";

/** Characters at the end of a key that are sent in clear, so that the gateway finds the keys that come into question. */
export const BUCKET_LENGTH = 5;
const CHALLENGE_LENGTH = 32;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** What a client answers: `hex(SHA-256(challenge|key))-bucket`. */
export function cramResponse(challenge: string, key: string): string {
  const hash = createHash("sha256").update(`${challenge}|${key}`).digest("hex");
  return `${hash}-${key.slice(-BUCKET_LENGTH)}`;
}

/** Whether an answer proves the key. Takes the same time wherever it differs. */
export function provesKey(response: string, challenge: string, key: string): boolean {
  const encoder = new TextEncoder();
  const given = encoder.encode(response);
  const wanted = encoder.encode(cramResponse(challenge, key));
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** A fresh challenge. */
export function newChallenge(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(CHALLENGE_LENGTH));
  return Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join("");
}
