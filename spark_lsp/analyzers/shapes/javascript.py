"""JavaScript and, with types, TypeScript and TSX, as the look at origins sees them."""

from dataclasses import replace

from spark_lsp.analyzers.shape import Binding, Shape, words

JAVASCRIPT = Shape(
    literals=words("number false null true string_fragment regex string undefined"),
    templates=frozenset({"template_string"}),
    interpolations=frozenset({"template_substitution"}),
    compositions=words("binary_expression array object pair spread_element arguments sequence_expression"),
    truths=frozenset({"update_expression"}),
    number_operators=words("== === != !== < > <= >= - * / % ** << >> >>> & | ^ in instanceof"),
    calls={
        "call_expression": ("function", "arguments", ""),
        "new_expression": ("constructor", "arguments", ""),
    },
    attributes={"member_expression": ("object", "property")},
    subscripts={"subscript_expression": "object"},
    choices={"ternary_expression": ("consequence", "alternative")},
    passed={
        "parenthesized_expression": -1,
        "await_expression": -1,
        "unary_expression": "argument",
        "assignment_expression": "right",
        "augmented_assignment_expression": "right",
    },
    bindings={
        "variable_declarator": Binding("name", "value"),
        "assignment_expression": Binding("left", "right", declares=False),
        "augmented_assignment_expression": Binding("left", "right", joins=True, declares=False),
        "for_in_statement": Binding("left", "right", element=True),
        "field_definition": Binding("property", "value"),
    },
    functions=words(
        "function_declaration function_expression arrow_function method_definition generator_function "
        "generator_function_declaration"
    ),
    parameters={"assignment_pattern": ("left", "")},
    parameter_lists=frozenset({"formal_parameters"}),
    lone_parameters={"arrow_function": "parameter"},
    opaque=words("generator_function function_expression class arrow_function"),
    numeric_types=words("Date boolean number bigint"),
    numeric_functions=words(
        "Number parseInt parseFloat Boolean BigInt Number.parseInt Number.parseFloat Date.now Math.floor "
        "Math.round Math.ceil Math.abs Math.max Math.min Math.random isNaN .includes .startsWith .endsWith "
        ".indexOf .lastIndexOf .test .getTime .has .some .every Array.isArray Date crypto.randomUUID randomUUID "
        ".charCodeAt .toFixed"
    ),
    through_functions=words(
        "String decodeURIComponent decodeURI unescape JSON.stringify JSON.parse path.join path.resolve "
        "path.normalize join resolve normalize Array.from Object.assign Object.keys Object.values Object.entries "
        "Array.of util.format Buffer.from URL Buffer.concat format Array Set Object atob btoa structuredClone"
    ),
    through_methods=words(
        "concat join trim trimStart trimEnd replace replaceAll toLowerCase toUpperCase toString slice substring "
        "substr split padStart padEnd normalize repeat map filter reverse sort flat flatMap valueOf raw at pop "
        "shift toLocaleLowerCase reduce"
    ),
    mutators=words("unshift push append add splice set"),
    input_names=words(
        "req.query req.body req.params req.headers req.cookies req.url req.originalUrl req.path req.files "
        "req.file request.query request.body request.params request.headers request.cookies request.url "
        "request.originalUrl ctx.query ctx.params ctx.request.body ctx.request.query ctx.headers ctx.cookies "
        "ctx.url ctx.querystring process.argv process.env location.search location.hash location.href "
        "document.location window.location document.URL document.cookie document.referrer window.name "
        "event.queryStringParameters event.pathParameters event.body req.rawBody req.signedCookies"
    ),
    input_calls=words(
        "prompt window.prompt req.param req.get req.header request.param useSearchParams useParams "
        "searchParams.get URLSearchParams req.json req.text request.json request.text request.formData"
    ),
    local=words("process.argv process.env prompt window.prompt"),
    selfs=frozenset({"this"}),
    guards=(
        r"^\(?[\w.]+\.(includes|has)\(NAME\)\)?$",
        r"^\(?NAME ===? ['\"]",
        r"^\(?/.*/\w*\.test\(NAME\)\)?$",
        r"^\(?[\w.]+\.test\(NAME\)\)?$",
        r"^\(?NAME in [\w.]+\)?$",
        r"^\(?typeof NAME ===? ['\"](number|boolean)",
    ),
    refusals=(
        r"!\s*[\w.]+\.(includes|has)\(NAME\)",
        r"!\s*/.*/\w*\.test\(NAME\)",
        r"!\s*[\w.]+\.test\(NAME\)",
        r"!\s*\(NAME in [\w.]+\)",
        r"\.indexOf\(NAME\) (===? -1|< 0)",
        r"^\(typeof NAME !==? ['\"](number|boolean)",
    ),
    conditions={"if_statement": ("condition", "consequence"), "ternary_expression": ("condition", "consequence")},
    leavers=words("throw_statement continue_statement break_statement return_statement"),
    loops=words("for_statement for_in_statement while_statement do_statement"),
)

TYPESCRIPT = replace(
    JAVASCRIPT,
    passed={
        **JAVASCRIPT.passed,
        "as_expression": 0,
        "satisfies_expression": 0,
        "non_null_expression": -1,
    },
    bindings={
        **{kind: b for kind, b in JAVASCRIPT.bindings.items() if kind != "field_definition"},
        "variable_declarator": Binding("name", "value", "type"),
        "public_field_definition": Binding("name", "value", "type"),
    },
    parameters={
        "required_parameter": ("pattern", "type"),
        "optional_parameter": ("pattern", "type"),
    },
    entry_marks=r"^@(Body|Query|Param|Headers)\(",
)
