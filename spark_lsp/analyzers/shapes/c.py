"""C and, with its own kinds, C++, as the look at origins sees them."""

from dataclasses import replace

from spark_lsp.analyzers.shape import Binding, Shape, words

C = Shape(
    literals=words(
        "number_literal string_literal char_literal concatenated_string true false null system_lib_string "
        "sizeof_expression"
    ),
    templates=frozenset(),
    interpolations=frozenset(),
    compositions=words("binary_expression initializer_list argument_list comma_expression"),
    truths=frozenset({"update_expression"}),
    number_operators=words("== != < > <= >= && || * / % << >> & | ^ -"),
    calls={"call_expression": ("function", "arguments", "")},
    attributes={"field_expression": ("argument", "field")},
    subscripts={"subscript_expression": "argument"},
    choices={"conditional_expression": ("consequence", "alternative")},
    passed={
        "parenthesized_expression": -1,
        "cast_expression": "value",
        "unary_expression": "argument",
        "pointer_expression": "argument",
        "assignment_expression": "right",
    },
    bindings={
        "init_declarator": Binding("declarator", "value", "type"),
        "declaration": Binding("declarator", "", "type"),
        "assignment_expression": Binding("left", "right", declares=False),
    },
    functions=frozenset({"function_definition"}),
    parameters={"parameter_declaration": ("declarator", "type")},
    parameter_lists=frozenset({"parameter_list"}),
    numeric_types=words(
        "int unsigned signed long short char float double bool _Bool size_t ssize_t off_t pid_t uid_t gid_t "
        "time_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t uintptr_t intptr_t socklen_t"
    ),
    numeric_functions=words("strlen atoi atol strtol strtoul strtoll sizeof abs strcmp strncmp isdigit time"),
    through_functions=words("strdup strndup strchr strrchr strstr strtok basename g_strdup"),
    through_methods=frozenset(),
    writers={
        "strcpy": (0, False),
        "strncpy": (0, False),
        "strcat": (0, False),
        "strncat": (0, False),
        "sprintf": (0, False),
        "snprintf": (0, False),
        "memcpy": (0, False),
        "strlcpy": (0, False),
        "strlcat": (0, False),
        "fgets": (0, True),
        "gets": (0, True),
        "read": (1, True),
        "recv": (1, True),
        "recvfrom": (1, True),
        "fread": (0, True),
        "getline": (0, True),
        "scanf": (1, True),
        "fscanf": (2, True),
    },
    input_names=frozenset({"argv", "environ"}),
    input_calls=words("readline secure_getenv fgets getenv gets"),
    local=words("argv environ getenv secure_getenv gets readline fgets scanf fscanf fread getline"),
    guards=(r"^\(?!?strcmp\(NAME, ?\"",),
    refusals=(r"strcmp\(NAME, ?\"[^\"]*\"\) ?!= ?0",),
    conditions={"if_statement": ("condition", "consequence")},
    leavers=words("goto_statement continue_statement break_statement return_statement"),
    loops=words("for_statement do_statement while_statement"),
)

CPP = replace(
    C,
    literals=C.literals | {"raw_string_literal", "user_defined_literal"},
    calls={"call_expression": ("function", "arguments", ""), "new_expression": ("type", "arguments", "")},
    functions=C.functions | {"lambda_expression"},
    opaque=frozenset({"lambda_expression"}),
    parameters={**C.parameters, "optional_parameter_declaration": ("declarator", "type")},
    bindings={**C.bindings, "for_range_loop": Binding("declarator", "right", "type", element=True)},
    numeric_functions=C.numeric_functions | words("std.stoi std.to_string stoi .find to_string .length .size .empty"),
    through_functions=C.through_functions
    | words("fmt.format std.string_view std.filesystem.path std.string std.format std.move string"),
    through_methods=words("append data substr c_str str string"),
    mutators=words("insert assign append push_back"),
    input_names=C.input_names | {"std.cin"},
    input_calls=C.input_calls | {"std.getenv"},
    writers={**C.writers, "getline": (1, True)},
    local=C.local | {"std.getenv", "std.cin"},
    loops=C.loops | {"for_range_loop"},
)
