"""TypeScript with JSX."""

from dataclasses import replace

from spark_lsp.languages.typescript import TYPESCRIPT

TSX = replace(
    TYPESCRIPT,
    id="tsx",
    lsp_ids=("typescriptreact",),
    suffixes=(".tsx",),
    grammar=("tree_sitter_typescript", "language_tsx"),
    ast_grep="tsx",
)
