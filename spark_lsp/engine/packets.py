"""The packets of open files: which are known, and laying them over the advice; all from memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from spark_lsp.core.advisory import Advisory, Lane, Lineage, Worded
from spark_lsp.core.overlay import worded
from spark_lsp.core.role import Role
from spark_lsp.core.shelf import Held, Nothing, Shelf
from spark_lsp.core.synthesis import PROGRAMMATIC_VERSION
from spark_lsp.engine.crew import Crew
from spark_lsp.engine.questions import Angle, Redact, Subject, View, slot_of, stored_key, subject_of, view_digest

KEYS_MAX = 8192
"""Units whose stored key is remembered."""

PARTIAL_MAX = 32
"""Unfinished packets that are remembered, until they are whole or forgotten."""

BEST_FIRST = (Role.REFINE, Role.REALTIME)


@dataclass(slots=True)
class Packets:
    """What is on the shelf for code as it stands. For the event loop's thread, apart from `bring`."""

    crew: Crew
    shelf: Shelf
    redact: Redact
    angle: Angle
    wall: Callable[[], float]
    partial: dict[str, Held] = field(default_factory=dict)
    """Slot → what of a reply could be shown before it was whole."""
    _keys: dict[str, str] = field(default_factory=dict)

    def subject(self, view: View, advisory: Advisory | None) -> Subject:
        """What an advisory of a view is asked as."""
        return subject_of(view, advisory, self.angle)

    def worded(self, view: View, advisories: Sequence[Advisory]) -> list[Worded]:
        """Each advisory in the best words there are for it now."""
        key = self._keys.get(view.unit.key)
        return [(self._best(view, key, one) if key else None) or _as_it_is(view, one) for one in advisories]

    def held(self, view: View, subject: Subject, role: Role) -> Held | Nothing | None:
        """What is known for a role's slot; None as long as `bring` has not looked."""
        key, player = self._keys.get(view.unit.key), self.crew.player(role)
        if key is None or player is None:
            return None
        slot = slot_of(key, player.fingerprint, subject)
        return self.shelf.get(slot, now_s=self.wall()) or self.partial.get(slot)

    def is_best(self, view: View, subject: Subject) -> bool:
        """Whether a refined packet, whole and made for just this code and its surroundings, is in memory."""
        key, player = self._keys.get(view.unit.key), self.crew.player(Role.REFINE)
        if key is None or player is None:
            return False
        held = self.shelf.get(slot_of(key, player.fingerprint, subject), now_s=self.wall())
        return isinstance(held, Held) and held.digest == view.unit.digest

    def knows(self, view: View) -> bool:
        """Whether `bring` has looked for this very code."""
        return view.unit.key in self._keys

    def is_settled(self, view: View, subject: Subject) -> bool:
        """Whether a refined packet is in memory for just this code, or it is known that there is nothing to say."""
        return self.is_best(view, subject) or isinstance(self.held(view, subject, Role.REFINE), Nothing)

    def slot(self, view: View, subject: Subject, fingerprint: str) -> str:
        """Where a packet is kept; `bring` must have looked."""
        return slot_of(self._keys[view.unit.key], fingerprint, subject)

    def slots(self, view: View, subject: Subject) -> list[str]:
        """Where the roles keep a subject's packets; none as long as `bring` has not looked."""
        key = self._keys.get(view.unit.key)
        prints = [player.fingerprint for role in BEST_FIRST if (player := self.crew.player(role)) is not None]
        return [slot_of(key, one, subject) for one in prints] if key is not None else []

    def reject(self, slots: Sequence[str]) -> None:
        """Forgets what nobody wants, for good. Blocks: for a thread."""
        for slot in slots:
            self.shelf.reject(slot, now_s=self.wall())

    def bring(self, view: View) -> None:
        """Brings what the disk has for a view into memory. Blocks: for a thread."""
        key = self._keys.get(view.unit.key)
        if key is None:
            key = stored_key(view, self.redact)
            while len(self._keys) >= KEYS_MAX:
                self._keys.pop(next(iter(self._keys)), None)
            self._keys[view.unit.key] = key
        subjects = [self.subject(view, one) for one in view.advisories] or [self.subject(view, None)]
        prints = {player.fingerprint for role in BEST_FIRST if (player := self.crew.player(role)) is not None}
        self.shelf.load([slot_of(key, one, subject) for one in prints for subject in subjects], now_s=self.wall())

    def keep_partial(self, slot: str, held: Held) -> None:
        """Remembers what can be shown of an unfinished reply."""
        while len(self.partial) >= PARTIAL_MAX:
            self.partial.pop(next(iter(self.partial)))
        self.partial[slot] = held

    def _best(self, view: View, key: str, advisory: Advisory) -> Worded | None:
        subject = self.subject(view, advisory)
        for role in BEST_FIRST:
            player = self.crew.player(role)
            if player is None:
                continue
            slot = slot_of(key, player.fingerprint, subject)
            held = self.shelf.get(slot, now_s=self.wall())
            if not isinstance(held, Held):
                held = self.partial.get(slot)
            if held is not None:
                text = view_digest(view) if advisory.edit is None else ""
                found = worded(
                    advisory,
                    held,
                    first_line=view.first_line,
                    digest=view.unit.digest,
                    text=text,
                    now_s=self.wall(),
                )
                if found is not None:
                    return found
        return None


def _as_it_is(view: View, advisory: Advisory) -> Worded:
    lineage = Lineage(view.unit.key, prompt_version=f"programmatic/{PROGRAMMATIC_VERSION}")
    return Worded(advisory, Lane.PROGRAMMATIC, lineage)
