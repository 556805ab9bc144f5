import assert from "node:assert/strict";
import { usualCumulativeShare } from "../../../src/core/market/volume_profile.ts";
import { assertClose, FULL_BOUNDS, HALF_BOUNDS } from "../scan/generated_day.ts";

Deno.test("usualCumulativeShare() rises from 0 to 1, one value a minute edge", () => {
  for (const bounds of [FULL_BOUNDS, HALF_BOUNDS]) {
    const share = usualCumulativeShare(bounds);

    assert.equal(share.length, (bounds.postClose - bounds.preOpen) / 60 + 1);
    assert.equal(share[0], 0);
    assertClose(share.at(-1)!, 1, 1e-12, "total");
    for (let e = 1; e < share.length; e++) assert.ok(share[e]! > share[e - 1]!, `edge ${e}`);
  }
});

Deno.test("pre-market trades 8 % and post-market 4 % of the regular session, full day or half", () => {
  for (const bounds of [FULL_BOUNDS, HALF_BOUNDS]) {
    const share = usualCumulativeShare(bounds);
    const open = (bounds.open - bounds.preOpen) / 60;
    const close = (bounds.close - bounds.preOpen) / 60;

    assertClose(share[open]!, 0.08 / 1.12, 1e-12, "before the open");
    assertClose(share[close]! - share[open]!, 1 / 1.12, 1e-12, "regular session");
    assertClose(1 - share[close]!, 0.04 / 1.12, 1e-12, "after the close");
  }
});

Deno.test("the first half hour trades 13.5 % and the last 22 % of the regular session", () => {
  const share = usualCumulativeShare(FULL_BOUNDS);

  assertClose((share[360]! - share[330]!) * 1.12, 0.135, 1e-12, "09:30 to 10:00");
  assertClose((share[720]! - share[690]!) * 1.12, 0.22, 1e-12, "15:30 to 16:00");
});

Deno.test("pre-market volume grows and post-market volume falls by e an hour and a half hour", () => {
  const share = usualCumulativeShare(FULL_BOUNDS);
  const minute = (e: number) => share[e + 1]! - share[e]!;

  assertClose(minute(300) / minute(240), Math.E, 1e-9, "an hour before the open");
  assertClose(minute(750) / minute(720), 1 / Math.E, 1e-9, "half an hour after the close");
});
