"""``kill -9`` of every part among writes: nothing acknowledged is lost, nothing is doubled."""

import asyncio
import os
import time

from bench import _place
from bench._report import Figure, publish
from bench._storm import Storm, found, verify

KILLS = int(os.environ.get("BENCH_KILLS", "50"))


async def measure() -> None:
    load, seed = _place.load(), int(os.environ.get("BENCH_SEED", "1"))
    with _place.folder() as place:
        storm = Storm(place, *await found(place), seed)
        began = time.monotonic()
        tally = await storm.blow(KILLS)
        took = time.monotonic() - began
        wrong = await verify(place, tally)
    for line in wrong[:20]:
        print("✗", line)
    told = ", ".join(f"{name} {many}" for name, many in sorted(tally.kills.items()))
    publish(
        "kill",
        [
            Figure("writes lost, doubled or half done", len(wrong), "", 0),
            Figure("kills", sum(tally.kills.values()), "", KILLS, better="higher"),
            Figure("writes acknowledged", len(tally.answered), ""),
            Figure("tries without an answer, repeated with their key", tally.unanswered, ""),
        ],
        load_before=load,
        notes=(f"killed: {told}; seed {seed}; {took:.0f} s",),
    )


if __name__ == "__main__":
    asyncio.run(measure())
