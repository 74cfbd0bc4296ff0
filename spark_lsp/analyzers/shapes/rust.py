"""Rust, as the look at origins sees it."""

from spark_lsp.analyzers.shape import Binding, Shape, words

SHAPE = Shape(
    literals=words(
        "integer_literal float_literal string_literal raw_string_literal char_literal boolean_literal unit_expression"
    ),
    templates=frozenset(),
    interpolations=frozenset(),
    compositions=words("binary_expression array_expression tuple_expression arguments"),
    truths=frozenset({"type_cast_expression"}),
    number_operators=words("== != < > <= >= && || - * / % << >> & | ^"),
    calls={
        "call_expression": ("function", "arguments", ""),
        "macro_invocation": ("macro", "", ""),
    },
    attributes={"field_expression": ("value", "field")},
    subscripts={"index_expression": ""},
    choices={},
    passed={
        "parenthesized_expression": -1,
        "reference_expression": "value",
        "unary_expression": -1,
        "try_expression": -1,
        "await_expression": -1,
    },
    bindings={
        "let_declaration": Binding("pattern", "value", "type"),
        "assignment_expression": Binding("left", "right", declares=False),
        "compound_assignment_expr": Binding("left", "right", joins=True, declares=False),
        "const_item": Binding("name", "value", "type"),
        "static_item": Binding("name", "value", "type"),
        "for_expression": Binding("pattern", "value", element=True),
        "let_condition": Binding("pattern", "value"),
    },
    functions=frozenset({"function_item", "closure_expression"}),
    parameters={"parameter": ("pattern", "type")},
    parameter_lists=frozenset({"parameters", "closure_parameters"}),
    opaque=frozenset({"closure_expression"}),
    numeric_types=words("i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64 bool char Uuid Duration"),
    numeric_functions=words(
        ".len .count .is_empty .contains .starts_with .ends_with .parse Uuid.new_v4 .abs .as_secs .capacity"
    ),
    through_functions=words(
        "format! format_args! concat! vec! String.from Path.new PathBuf.from Some Ok Box.new Cow.from Arc.new "
        "format std.format OsString.from"
    ),
    through_methods=words(
        "to_string to_owned clone into as_str as_bytes as_ref trim trim_end trim_start replace to_lowercase "
        "to_uppercase unwrap expect unwrap_or_default unwrap_or join concat collect iter into_iter to_path_buf "
        "display to_string_lossy into_owned as_deref ok borrow map to_vec split lines nth next chars rev cloned"
    ),
    mutators=words("push append insert push_str insert_str extend"),
    writers={"read_line": (0, True)},
    input_names=frozenset(),
    input_calls=words(
        "std.env.args env.args args std.env.var env.var var_os env.var_os std.env.args_os env.args_os stdin "
        "io.stdin std.io.stdin .read_line .match_info .query_string .into_inner"
    ),
    local=words(
        "std.env.args env.args args std.env.var env.var var_os env.var_os std.env.args_os env.args_os stdin io.stdin "
        "std.io.stdin .read_line read_line"
    ),
    entry_marks=r":\s*(web::)?(Path|Query|Json|Form|Bytes|RawQuery)\b\s*<?",
    selfs=frozenset({"self", "Self"}),
    guards=(r"^[\w.]+\.contains\(&?NAME\)$", r"^NAME == \""),
    refusals=(r"^![\w.]+\.contains\(&?NAME\)", r"^NAME != \""),
    conditions={"if_expression": ("condition", "consequence")},
    leavers=words("continue_expression break_expression return_expression"),
    loops=words("loop_expression while_expression for_expression"),
)
