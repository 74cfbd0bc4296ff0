"""C++."""

from spark_lsp.core.language import Language
from spark_lsp.core.unit import UnitKind
from spark_lsp.languages.c import C

CPP = Language(
    id="cpp",
    lsp_ids=("cpp", "cuda-cpp", "objective-cpp"),
    suffixes=(".cpp", ".cc", ".cxx", ".c++", ".hpp", ".hh", ".hxx", ".h++", ".ipp", ".tpp", ".inl"),
    grammar=("tree_sitter_cpp", "language"),
    ast_grep="cpp",
    rule_folders=("c", "cpp"),
    units={
        **C.units,
        "class_specifier": UnitKind.CLASS,
        "lambda_expression": UnitKind.FUNCTION,
        "namespace_definition": UnitKind.MODULE,
    },
    hollow=C.hollow | {"class_specifier"},
    decorated=C.decorated | {"template_declaration", "declaration"},
    name_fields=("name", "declarator"),
    named_by={"type_definition": "declarator", "init_declarator": "declarator"},
    imports=frozenset({"preproc_include", "using_declaration"}),
    calls={"call_expression": ("function",), "new_expression": ("type",)},
    comments=frozenset({"comment"}),
    line_comment="//",
    selfs=("this",),
    implicit_self=True,
    verbatim=C.verbatim | {"raw_string_literal"},
)
