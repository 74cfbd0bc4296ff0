"""`doctor --privacy [FILE:LINE]`: what is kept on this machine, and exactly what a model would be shown of a place."""

import json
from dataclasses import dataclass
from pathlib import Path

from spark_lsp.cli.reading import read_source
from spark_lsp.cli.target import place_of
from spark_lsp.core.finding import Severity
from spark_lsp.core.synthesis import UnitIndex, advisories_by_unit
from spark_lsp.core.text import Position, split_lines
from spark_lsp.errors import UsageError
from spark_lsp.settings import Settings


@dataclass(frozen=True, slots=True)
class Sent:
    """What would go to the model server for one place; `why_not` where nothing would."""

    url: str
    model: str
    system: str = ""
    user: str = ""
    redacted: tuple[tuple[str, int], ...] = ()
    why_not: str = ""


def print_privacy(word: str, settings: Settings, *, as_json: bool) -> None:
    """Prints it. Raises UsageError and UnreadableInput for a place that is none."""
    from spark_lsp.store.folders import FILE_NAME, cache_folder, data_folder
    from spark_lsp.store.outcomes import FILE_NAME as OUTCOMES
    from spark_lsp.store.packets import FILE_NAME as PACKETS

    kept = {
        str(data_folder() / FILE_NAME): "of each dismissed advisory: rule, name of the function, time, two hashes; no "
        "code, no paths",
        str(data_folder() / OUTCOMES): "of each rule: how often its advice was taken or put away",
        str(
            cache_folder() / PACKETS
        ): "where a model is set: its advice, under hashes of the code; no code but that of "
        "repairs, no paths, no secrets",
    }
    listens = "only with `serve --tcp PORT`, on 127.0.0.1"
    sent = sent_for(word, settings) if word else None
    if as_json:
        files = [{"file": file, "holds": holds} for file, holds in kept.items()]
        print(json.dumps({"sent": [_json(sent)] if sent else [], "listens": listens, "kept": files}, indent=2))
        return
    if sent is None:
        print("sent:    a prompt to the model server of this machine, where one runs and `backend.kind` is not `none`.")
        print("         `spark-lsp doctor --privacy FILE:LINE` prints the one for a place.")
    elif sent.why_not:
        print(f"sent:    nothing: {sent.why_not}")
    else:
        taken = ", ".join(f"{count} × {kind}" for kind, count in sent.redacted) or "nothing"
        print(f"to:      {sent.model} at {sent.url}\nout:     {taken}\n\n{sent.system}\n---\n{sent.user}\n---\n")
    print(f"listens: {listens}")
    for file, holds in kept.items():
        print(f"kept:    {file}\n         {holds}")


def sent_for(word: str, settings: Settings) -> Sent:
    """What a hover on a place would have sent, byte for byte, by the realtime role."""
    from spark_lsp.backends.locality import base_url, is_loopback
    from spark_lsp.build import analyst
    from spark_lsp.core.prompt import ask_for
    from spark_lsp.core.role import Role
    from spark_lsp.engine.questions import View, question_of, subject_of
    from spark_lsp.intents.table import intent_of
    from spark_lsp.languages import for_file
    from spark_lsp.privacy.excluded import why_private
    from spark_lsp.privacy.redact import Redactor
    from spark_lsp.roles.table import role_spec

    path, place = place_of(word)
    if place is None:
        raise UsageError("--privacy takes FILE:LINE")
    url, model = base_url(settings.backend.kind.value, settings.backend.url), settings.roles.realtime
    if why := why_private(str(Path(path).absolute()), settings.exclude, [str(Path.cwd())]):
        return Sent(url, model, why_not=why)
    if not is_loopback(url) and not settings.backend.allow_remote:
        return Sent(url, model, why_not=f"{url} is another machine")
    language = for_file(path)
    source = read_source(Path(path), language.id if language is not None else "")
    analysis = analyst(settings).analyse(source)
    index = UnitIndex(analysis.units)
    at = index.at(Position(place.line, place.column or 0))
    if at is None:
        return Sent(url, model, why_not="there is no code at this place")
    advisories = advisories_by_unit(analysis, least=Severity.INFO).get(at, ())
    here = [a for a in advisories if a.span.start.line <= place.line <= a.span.end.line]
    if not advisories:
        return Sent(url, model, why_not="there is no advice on this code to be worded")
    unit = analysis.units[at]
    first, last = unit.span.start.line, unit.span.end.line
    lines = tuple(split_lines(source.text)[first : last + 1])
    view = View("", path, source.language, unit, first, lines, advisories, analysis.units)
    redactor = Redactor()
    taken = redactor.redact(view.text).kinds
    question = question_of(
        view, subject_of(view, (here or advisories)[0], intent_of), lambda t: redactor.redact(t).text
    )
    ask = ask_for(question, role_spec(Role.REALTIME), model=model)
    return Sent(url, model, ask.system, ask.user, taken)


def _json(sent: Sent) -> dict[str, object]:
    if sent.why_not:
        return {"nothing": sent.why_not}
    return {
        "url": sent.url,
        "model": sent.model,
        "system": sent.system,
        "user": sent.user,
        "redacted": dict(sent.redacted),
    }
