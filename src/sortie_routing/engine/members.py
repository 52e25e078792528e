"""What the arrays count as one job."""

from dataclasses import dataclass

from sortie_routing.problem import Booking, Hold, Job


@dataclass(frozen=True, slots=True)
class Member:
    """One person's part of a job: crews have several. `booking` is its place in the current plan."""

    job: Job
    number: int
    booking: Booking | None

    @property
    def held(self) -> bool:
        """Whether it must stay with its worker."""
        return self.booking is not None and self.booking.hold in (Hold.PERSON, Hold.TIME)
