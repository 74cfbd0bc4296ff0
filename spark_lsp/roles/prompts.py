"""The text of each role's prompt: the `.md` file beside this one."""

from importlib.resources import files

from spark_lsp.core.role import Role

FILES = {
    Role.REALTIME: "realtime.md",
    Role.REFINE: "refine.md",
    Role.CODING: "refine.md",
    Role.POLICY: "policy.md",
}
"""The coding model does the refine role's job where that one's own is missing. Who embeds is asked by no such text."""


def prompt_of(role: Role) -> str:
    """The whole system text, `""` for a role that has none; the same bytes on every system. Reads a file."""
    name = FILES.get(role)
    return (files("spark_lsp.roles") / name).read_text("utf-8") if name is not None else ""
