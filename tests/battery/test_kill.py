"""Five times `kill -9` among writes over HTTP; fifty in `make bench B=kill`."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench._storm import Storm, found, verify

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.fixture
def place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="sortie-kill-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


async def test_kill_9_of_any_part_loses_no_acknowledged_write_and_doubles_none(place: Path) -> None:
    storm = Storm(place, *await found(place), seed=5)
    tally = await storm.blow(5, between_s=(0.2, 0.8))
    assert tally.kills == {"web": 1, "postgres": 1, "all": 1, "worker": 1, "program": 1}
    assert len(tally.answered) >= 10
    assert tally.unanswered > 0
    assert await verify(place, tally) == []

    # the count can fail: one write more was acknowledged than is there
    tally.answered["never written"] = ("customer", "nowhere")
    assert await verify(place, tally) == ["customer never written: answered nowhere, there are []"]
