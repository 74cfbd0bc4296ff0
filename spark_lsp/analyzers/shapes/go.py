"""Go, as the look at origins sees it."""

from spark_lsp.analyzers.shape import Binding, Shape, words

SHAPE = Shape(
    literals=words(
        "int_literal float_literal imaginary_literal rune_literal interpreted_string_literal raw_string_literal "
        "true false nil iota"
    ),
    templates=frozenset(),
    interpolations=frozenset(),
    compositions=words("binary_expression literal_value literal_element keyed_element expression_list argument_list"),
    truths=frozenset(),
    number_operators=words("== != < > <= >= && || - * / % << >> & | ^ &^"),
    calls={"call_expression": ("function", "arguments", "")},
    attributes={"selector_expression": ("operand", "field")},
    subscripts={"index_expression": "operand", "slice_expression": "operand"},
    choices={},
    passed={
        "parenthesized_expression": -1,
        "unary_expression": "operand",
        "type_conversion_expression": "operand",
        "type_assertion_expression": "operand",
        "composite_literal": "body",
        "variadic_argument": -1,
    },
    bindings={
        "short_var_declaration": Binding("left", "right"),
        "assignment_statement": Binding("left", "right", declares=False),
        "var_spec": Binding("name", "value", "type"),
        "const_spec": Binding("name", "value", "type"),
        "range_clause": Binding("left", "right", element=True),
    },
    functions=words("method_declaration function_declaration func_literal"),
    parameters={
        "parameter_declaration": ("name", "type"),
        "variadic_parameter_declaration": ("name", "type"),
    },
    parameter_lists=frozenset({"parameter_list"}),
    opaque=frozenset({"func_literal"}),
    numeric_types=words(
        "int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr float32 float64 bool byte rune "
        "time.Time time.Duration uuid.UUID"
    ),
    numeric_functions=words(
        "len cap int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 float32 float64 strconv.Atoi "
        "strconv.ParseInt strconv.ParseUint strconv.ParseFloat strconv.ParseBool strconv.Itoa strconv.FormatInt "
        "strconv.FormatUint strconv.FormatBool strings.HasPrefix strings.HasSuffix strings.Contains strings.Index "
        "time.Now uuid.New uuid.NewString uuid.Parse .Unix .UnixNano .Len make"
    ),
    through_functions=words(
        "string append fmt.Sprintf fmt.Sprint fmt.Sprintln strings.Join strings.Replace strings.ReplaceAll "
        "strings.ToLower strings.ToUpper strings.TrimSpace strings.Trim strings.TrimPrefix strings.TrimSuffix "
        "strings.TrimLeft strings.TrimRight strings.Split strings.SplitN strings.Fields strings.Repeat "
        "strings.Title filepath.Join path.Join filepath.Clean path.Clean filepath.Abs filepath.FromSlash "
        "filepath.ToSlash bytes.NewBufferString bytes.NewBuffer strings.NewReader url.PathUnescape "
        "url.QueryUnescape fmt.Appendf"
    ),
    through_methods=frozenset({"String", "Bytes"}),
    mutators=words("Write WriteByte WriteRune WriteString"),
    writers={"Fprintf": (0, False), "Fprint": (0, False), "Sscanf": (2, True), "Scanln": (0, True), "Scan": (0, True)},
    input_names=words(
        "r.Form r.PostForm r.URL r.Header r.Body r.Host r.RequestURI r.MultipartForm req.Form req.PostForm "
        "req.URL req.Header req.Body req.Host req.RequestURI request.URL request.Form request.Body request.Header "
        "os.Args"
    ),
    input_calls=words(
        "os.Getenv os.LookupEnv .FormValue .PostFormValue .PathValue .FormFile .Cookie flag.Arg flag.Args "
        "mux.Vars chi.URLParam c.Param c.Query c.PostForm c.DefaultQuery c.GetQuery c.QueryParam c.FormValue "
        "c.GetHeader c.Params ctx.Param ctx.Query ctx.PostForm ctx.QueryParam ctx.FormValue ctx.Params "
        ".ReadString .UserAgent .Referer"
    ),
    local=words("os.Getenv os.LookupEnv flag.Arg flag.Args .ReadString os.Args Sscanf Scanln Scan"),
    guards=(
        r"^slices\.Contains\([\w.]+, NAME\)$",
        r"^NAME == \"",
        r"^[\w.]+\[NAME\]$",
        r"^[\w.]+\.MatchString\(NAME\)$",
        r"\[NAME\]; ok$",
    ),
    refusals=(
        r"!slices\.Contains\([\w.]+, NAME\)",
        r"^![\w.]+\[NAME\]$",
        r"![\w.]+\.MatchString\(NAME\)",
        r"^NAME != \"",
        r"^!(filepath\.IsLocal|fs\.ValidPath)\(NAME\)",
    ),
    conditions={"if_statement": ("condition", "consequence")},
    leavers=words("goto_statement continue_statement break_statement return_statement"),
    loops=frozenset({"for_statement"}),
)
