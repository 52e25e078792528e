"""Which jobs exist."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sortie.kernel.jobs.contracts import Handler
from sortie.kernel.jobs.rules import Schedule, parse_cron

_TIMEOUT_S = 300.0


@dataclass(frozen=True, slots=True)
class JobDef:
    name: str
    handler: Handler
    timeout_s: float
    schedule: Schedule | None = None


@dataclass(slots=True)
class JobRegistry:
    """Every job of every room, by name; composition makes it, rooms fill it."""

    _jobs: dict[str, JobDef] = field(default_factory=dict)

    def add(
        self,
        name: str,
        handler: Handler,
        *,
        cron: str | None = None,
        every_s: int | None = None,
        timeout_s: float = _TIMEOUT_S,
    ) -> None:
        """``cron`` or ``every_s`` make it run by itself for each tenant, with empty args.

        Raises:
            ValueError: the name is taken. CronError: no such time.
        """
        if name in self._jobs:
            raise ValueError(f"job {name} is registered twice")
        if cron is not None:
            parse_cron(cron)
        scheduled = cron is not None or every_s is not None
        schedule = Schedule(name, cron, every_s) if scheduled else None
        self._jobs[name] = JobDef(name, handler, timeout_s, schedule)

    def job(
        self, name: str, *, cron: str | None = None, timeout_s: float = _TIMEOUT_S
    ) -> Callable[[Handler], Handler]:
        """``add`` as a decorator."""

        def keep(handler: Handler) -> Handler:
            self.add(name, handler, cron=cron, timeout_s=timeout_s)
            return handler

        return keep

    def get(self, name: str) -> JobDef | None:
        return self._jobs.get(name)

    def names(self) -> tuple[str, ...]:
        return tuple(self._jobs)

    def schedules(self) -> tuple[Schedule, ...]:
        return tuple(x.schedule for x in self._jobs.values() if x.schedule is not None)
