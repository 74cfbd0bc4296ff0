"""What a person who asked for refined advice is told where a model gave none."""

from spark_lsp.core.asking import MissReason

OUTCOMES = {
    MissReason.DOWN: "the model server is not there; `spark-lsp doctor` says what to do",
    MissReason.NOT_PULLED: "no model plays the role `refine`; `spark-lsp roles` says what to pull",
    MissReason.NOT_LOADED: "another program's model is in the place of ours; unload it, or wait until it is",
    MissReason.PRIVATE: "this file is never shown to a model",
    MissReason.UNGROUNDED: "the model's answer did not hold up against the code; what is told above stands",
    MissReason.NOTHING_USEFUL: "the model had nothing useful to add; what is told above stands",
    MissReason.LATE: "the model is still at it; look again later",
    MissReason.SUPERSEDED: "the code changed meanwhile; ask again",
    MissReason.BUSY: "another window has the model; ask again when it is done",
}
