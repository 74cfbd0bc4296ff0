"""Walks the steps of a function in the order they run, and joins what is known where ways meet."""

from typing import Generic, Protocol, TypeVar

from spark_lsp.analyzers.looks.flow.steps import Branch, Leave, Loop, Plain, Step, Steps, Switch, Try, With

S = TypeVar("S")

_MOST_STEPS = 6_000


class Machine(Protocol[S]):
    """What a rule knows at a place, and how each step changes it. States are values: a step gives a new one."""

    def join(self, one: S, other: S) -> S:
        """What is known where two ways meet."""
        ...

    def plain(self, state: S, step: Plain | Leave) -> S:
        """After a statement."""
        ...

    def head(self, state: S, start: int, end: int, step: Step) -> S:
        """After the head of a loop, a switch, a handler or a `with` has been read."""
        ...

    def test(self, state: S, step: Branch) -> tuple[S | None, S | None]:
        """Where the condition holds, and where not; None for a way that cannot be taken."""
        ...

    def after_branch(self, state: S, step: Branch) -> S:
        """Where the ways of an `if` have come together, or the one that is left goes on."""
        ...

    def leave(self, state: S, step: Leave | None) -> None:
        """At a way out of the function; None is its end."""
        ...

    def after_with(self, state: S, step: With) -> S:
        """After the body of a `with`."""
        ...

    def caught(self, states: list[S], step: Try) -> S:
        """At the start of a handler: what was known before each step of the body, in order, and at its end."""
        ...


class _Around(Generic[S]):
    """A loop or `try` around the place: where its ways out lead."""

    def __init__(self, *, loop: bool, finally_: Steps = ()) -> None:
        self.loop = loop
        self.finally_ = finally_
        self.breaks: list[S] = []
        self.continues: list[S] = []
        self.raises: list[S] | None = None
        self.entry: S | None = None


class Walk(Generic[S]):
    """One walk over one function. A loop's body is walked twice, so that its end is known at its start; a machine
    that notes what it finds must be ready to find it again."""

    def __init__(self, machine: Machine[S]) -> None:
        self._machine = machine
        self._around: list[_Around[S]] = []
        self._steps = 0

    def run(self, steps: Steps, state: S) -> None:
        """Walks a function's body from its start, and tells the machine of each way out."""
        end = self._all(steps, state)
        if end is not None:
            self._machine.leave(end, None)

    def _all(self, steps: Steps, state: S) -> S | None:
        now: S | None = state
        for step in steps:
            if now is None:
                break
            self._steps += 1
            if self._steps > _MOST_STEPS:
                return None
            now = self._one(step, now)
        return now

    def _one(self, step: Step, state: S) -> S | None:
        machine = self._machine
        match step:
            case Plain():
                self._may_raise(state)
                return machine.plain(state, step)
            case Leave():
                self._may_raise(state)
                self._leave(machine.plain(state, step), step)
                return None
            case Branch():
                if step.first is not None:
                    state = machine.plain(state, step.first)
                self._may_raise(state)
                holds, fails = machine.test(state, step)
                out = self._join(
                    self._all(step.then, holds) if holds is not None else None,
                    self._all(step.otherwise, fails) if fails is not None else None,
                )
                return machine.after_branch(out, step) if out is not None else None
            case Loop():
                return self._loop(step, state)
            case With():
                self._may_raise(state)
                inner = self._all(step.body, machine.head(state, step.start, step.end, step))
                return machine.after_with(inner, step) if inner is not None else None
            case Switch():
                return self._switch(step, state)
            case Try():
                return self._try(step, state)

    def _may_raise(self, state: S) -> None:
        for around in reversed(self._around):
            if around.raises is not None:
                around.raises.append(state)
                return

    def _leave(self, state: S, step: Leave) -> None:
        now = state
        stays = step.way in ("break", "continue")
        # A `finally` on the way out runs with what is around itself: it is taken off while it does.
        around = self._around
        for i in range(len(around) - 1, -1, -1):
            place = around[i]
            if stays and place.loop:
                (place.breaks if step.way == "break" else place.continues).append(now)
                return
            if step.way == "raise" and place.raises is not None:
                place.raises.append(now)
                return
            if place.finally_:
                # It also runs after what failed early, and must not take this way for the only one.
                now = now if place.entry is None else self._machine.join(place.entry, now)
                self._around = around[:i]
                after = self._all(place.finally_, now)
                self._around = around
                if after is None:
                    return
                now = after
        self._machine.leave(now, step)

    def _join(self, one: S | None, other: S | None) -> S | None:
        if one is None or other is None:
            return other if one is None else one
        return self._machine.join(one, other)

    def _loop(self, step: Loop, state: S) -> S | None:
        entry: S | None = state
        out: S | None = None
        rounds = 1 if sum(place.loop for place in self._around) > 1 else 2
        place: _Around[S] = _Around(loop=True)
        for _ in range(rounds):
            if entry is None:
                break
            place = _Around(loop=True)
            self._may_raise(entry)
            inside = entry
            if step.form != "do":
                inside = self._machine.head(entry, step.start, step.end, step)
            self._around.append(place)
            end = self._all(step.body, inside)
            self._around.pop()
            for state_ in place.continues:
                end = self._join(end, state_)
            if step.form == "do":
                if end is not None:
                    end = self._machine.head(end, step.start, step.end, step)
                out = end
            elif step.form == "endless":
                out = None
            else:
                out = self._join(inside, end)
            entry = self._join(entry, end)
        if out is not None and step.otherwise:
            out = self._all(step.otherwise, out)
        for state_ in place.breaks:
            out = self._join(out, state_)
        return out

    def _switch(self, step: Switch, state: S) -> S | None:
        self._may_raise(state)
        state = self._machine.head(state, step.start, step.end, step)
        place: _Around[S] = _Around(loop=step.falls_through)
        self._around.append(place)
        out: S | None = None if step.takes_all else state
        fallen: S | None = None
        for case in step.cases:
            end = self._all(case, state if fallen is None else self._machine.join(state, fallen))
            if step.falls_through:
                fallen = end
            else:
                out = self._join(out, end)
        self._around.pop()
        out = self._join(out, fallen)
        for state_ in place.breaks:
            out = self._join(out, state_)
        for state_ in place.continues:
            self._continue_outer(state_)
        return out

    def _continue_outer(self, state: S) -> None:
        """A `continue` in a switch belongs to the loop around it."""
        for place in reversed(self._around):
            if place.loop:
                place.continues.append(state)
                return

    def _try(self, step: Try, state: S) -> S | None:
        machine = self._machine
        place: _Around[S] = _Around(loop=False, finally_=step.finally_)
        place.raises = [] if step.handlers else None
        if step.head is not None:
            self._may_raise(state)
            state = machine.plain(state, step.head)
        place.entry = state
        self._around.append(place)
        end = self._all(step.body, state)
        caught, place.raises = place.raises, None
        if end is not None:
            if caught is not None:
                caught.append(end)
            if step.otherwise:
                end = self._all(step.otherwise, end)
        thrown = machine.caught(caught, step) if caught else None
        out = end
        for handler in step.handlers if thrown is not None else ():
            assert thrown is not None
            inside = machine.head(thrown, handler.start, handler.end, step)
            out = self._join(out, self._all(handler.body, inside))
        self._around.pop()
        if step.finally_ and out is not None:
            # It is read as what may also have failed early; what comes after it knows that nothing has.
            self._all(step.finally_, machine.join(state, out))
            out = self._all(step.finally_, out)
        return out
