"""Python, as the look at origins sees it."""

from spark_lsp.analyzers.shape import Binding, Shape, words

SHAPE = Shape(
    literals=words("false escape_sequence integer true ellipsis float none"),
    templates=frozenset({"string"}),
    interpolations=frozenset({"interpolation"}),
    compositions=words(
        "binary_operator boolean_operator concatenated_string tuple list set dictionary pair expression_list list_splat"
    ),
    truths=frozenset({"comparison_operator", "not_operator"}),
    number_operators=words("** // << - >>"),
    calls={"call": ("function", "arguments", "")},
    attributes={"attribute": ("object", "attribute")},
    subscripts={"subscript": "value"},
    choices={"conditional_expression": ()},
    passed={
        "parenthesized_expression": -1,
        "await": -1,
        "unary_operator": "argument",
        "keyword_argument": "value",
        "named_expression": "value",
        "as_pattern": 0,
        "dictionary_splat": -1,
        "list_comprehension": "body",
        "set_comprehension": "body",
        "dictionary_comprehension": "body",
        "generator_expression": "body",
    },
    bindings={
        "assignment": Binding("left", "right", "type"),
        "augmented_assignment": Binding("left", "right", joins=True),
        "named_expression": Binding("name", "value"),
        "for_statement": Binding("left", "right", element=True),
        "for_in_clause": Binding("left", "right", element=True),
    },
    functions=frozenset({"function_definition", "lambda"}),
    parameters={
        "default_parameter": ("name", ""),
        "typed_parameter": ("", "type"),
        "typed_default_parameter": ("name", "type"),
    },
    parameter_lists=frozenset({"parameters", "lambda_parameters"}),
    opaque=frozenset({"lambda"}),
    numeric_types=words("UUID datetime int bool None date Decimal float"),
    numeric_functions=words(
        "int float bool len abs round sum ord hash id range enumerate isinstance hasattr Decimal uuid4 uuid.uuid4 "
        "time.time .isdigit .startswith .endswith .count .index .timestamp .uuid4"
    ),
    through_functions=words(
        "str repr bytes bytearray format sorted reversed list tuple set frozenset dict iter next zip map filter "
        "print os.path.join os.path.abspath os.path.normpath os.path.realpath os.path.expanduser "
        "os.path.expandvars os.path.dirname posixpath.join join Path pathlib.Path PurePath textwrap.dedent dedent "
        "os.fspath os.fsencode os.fsdecode io.StringIO StringIO io.BytesIO BytesIO copy.copy copy.deepcopy min "
        "max urllib.parse.urljoin urljoin urllib.parse.unquote unquote base64.b64decode b64decode itertools.chain "
        "chain json.loads simplejson.loads yaml.safe_load ast.literal_eval urllib.parse.parse_qs parse_qs "
        "urllib.parse.parse_qsl parse_qsl urllib.parse.urlparse urlparse urllib.parse.urlsplit urlsplit"
    ),
    through_methods=words(
        "format join strip lstrip rstrip replace lower upper title capitalize casefold encode decode removeprefix "
        "removesuffix split rsplit splitlines partition rpartition zfill ljust rjust center format_map translate "
        "expandtabs copy joinpath resolve absolute expanduser with_suffix with_name as_posix getvalue items keys "
        "values union intersection difference"
    ),
    mutators=words("append add insert appendleft setdefault write extend update"),
    input_names=words(
        "request.args request.form request.values request.json request.data request.files request.cookies "
        "request.headers request.GET request.POST request.COOKIES request.META request.FILES request.body "
        "request.query_params request.path_params request.url request.path request.full_path request.query_string "
        "request.query request.params request.stream request.match_info request.rel_url self.request.GET "
        "self.request.POST self.request.body self.request.arguments self.request.query self.request.query_params "
        "self.request.data self.request.headers self.request.COOKIES self.request.path sys.argv os.environ "
        "flask.request.args flask.request.form flask.request.json flask.request.values flask.request.data "
        "sys.stdin"
    ),
    input_calls=words(
        "input raw_input os.getenv os.getenvb getenv .get_json .get_argument .get_query_argument "
        ".get_body_argument .get_arguments .get_data sys.stdin.read sys.stdin.readline .recv .recvfrom "
        "cgi.FieldStorage .getfirst .parse_args request.read request.post request.text request.json request.body "
        "request.form .receive_text .receive_json self.rfile.read self.rfile.readline"
    ),
    local=words(
        "input raw_input os.getenv os.getenvb getenv .parse_args sys.stdin.read sys.stdin.readline sys.argv "
        "os.environ sys.stdin"
    ),
    entry_marks=r"^@[\w.]*\b(route|get|post|put|delete|patch|websocket|api_view)\s*\(",
    inner_marks=r"^(self|cls|request|req|db|session|conn|connection)\b|Depends\(|:\s*(Request|Response|\w*Session)\b",
    # A view of Django, or a handler of a cloud function. Numbers, objects and forms have names of their own.
    entry_lists=r"^\((self, *)?request, |^\(event, *_?context\b",
    entry_names=r"^(event|(file_?|user_?|page_?)name|filepath|path|slug|query|q|term|search|cmd|command|expression)$",
    selfs=frozenset({"self", "cls"}),
    guards=(
        r"^\(?NAME in (?!.* or )",
        r"^\(?NAME == ['\"]",
        r"^re\.(full)?match\(.*, ?NAME\b",
        r"^NAME\.(isdigit|isalnum|isidentifier|isdecimal|isnumeric)\(\)",
        r"^isinstance\(NAME, ?\(?(int|float|bool)\b[\w, ]*\)+$",
    ),
    refusals=(
        r"\bNAME not in (?!.* and )",
        r"^not re\.(full)?match\(.*, ?NAME\b",
        r"^not [\w.]+\.(full)?match\(NAME\)",
        r"^not ([\w.]+\.)?_?(check|is_valid|is_safe|is_allowed|valid)\w*\(NAME\b",
        r"^not NAME\.(isdigit|isalnum|isidentifier|isdecimal|isnumeric)\(\)",
        r"^NAME != ['\"]",
        r"^not (os\.path\.(normpath|abspath|realpath)\(NAME\)|NAME)\.startswith\(",
    ),
    conditions={"if_statement": ("condition", "consequence"), "elif_clause": ("condition", "consequence")},
    leavers=words("break_statement continue_statement raise_statement return_statement"),
    leaving_calls=words("sys.exit exit quit os._exit abort flask.abort self.fail parser.error"),
    loops=frozenset({"for_statement", "while_statement"}),
)
