"""Java, as the look at origins sees it."""

from spark_lsp.analyzers.shape import Binding, Shape, words

SHAPE = Shape(
    literals=words(
        "decimal_integer_literal hex_integer_literal octal_integer_literal binary_integer_literal "
        "decimal_floating_point_literal hex_floating_point_literal true false character_literal null_literal "
        "class_literal string_fragment"
    ),
    templates=frozenset({"string_literal"}),
    interpolations=frozenset({"string_interpolation"}),
    compositions=words("binary_expression array_initializer argument_list"),
    truths=frozenset({"instanceof_expression", "update_expression"}),
    number_operators=words("== != < > <= >= && || - * / % << >> >>> & | ^"),
    calls={
        "method_invocation": ("name", "arguments", "object"),
        "object_creation_expression": ("type", "arguments", ""),
    },
    attributes={"field_access": ("object", "field")},
    subscripts={"array_access": "array"},
    choices={"ternary_expression": ("consequence", "alternative")},
    passed={
        "parenthesized_expression": -1,
        "cast_expression": "value",
        "unary_expression": "operand",
        "assignment_expression": "right",
        "array_creation_expression": "value",
    },
    bindings={
        "variable_declarator": Binding("name", "value", "type"),
        "assignment_expression": Binding("left", "right", declares=False),
        "enhanced_for_statement": Binding("name", "value", "type", element=True),
        "resource": Binding("name", "value", "type"),
    },
    functions=words("method_declaration constructor_declaration lambda_expression"),
    parameters={"formal_parameter": ("name", "type"), "catch_formal_parameter": ("name", "")},
    parameter_lists=frozenset({"formal_parameters", "inferred_parameters"}),
    lone_parameters={"lambda_expression": "parameters"},
    opaque=frozenset({"lambda_expression", "method_reference"}),
    numeric_types=words(
        "int long short byte char double float boolean Integer Long Short Byte Character Double Float Boolean "
        "BigInteger BigDecimal UUID LocalDate LocalDateTime Instant Duration Class"
    ),
    numeric_functions=words(
        "Integer.parseInt Long.parseLong Integer.valueOf Long.valueOf Double.parseDouble Double.valueOf "
        "Boolean.parseBoolean UUID.fromString UUID.randomUUID System.currentTimeMillis System.nanoTime .length "
        ".size .isEmpty .equals .hashCode .contains .startsWith .endsWith .indexOf .intValue .longValue .ordinal "
        ".getClass .getSimpleName .getCanonicalName"
    ),
    through_functions=words(
        "String String.format String.valueOf String.join StringBuilder StringBuffer File Paths.get Path.of URL "
        "URI URI.create Objects.requireNonNull Arrays.asList List.of Set.of FileInputStream InputSource "
        "StringReader MessageFormat.format Optional.of Optional.ofNullable URLDecoder.decode java.io.File "
        "java.net.URL"
    ),
    through_methods=words(
        "concat trim strip replace replaceAll replaceFirst toLowerCase toUpperCase toString substring formatted "
        "append insert getBytes split repeat toCharArray resolve normalize toPath toFile toURI toURL intern "
        "orElse toAbsolutePath openStream reverse"
    ),
    mutators=words("append add insert put addAll"),
    input_names=frozenset(),
    input_calls=words(
        "System.getenv System.getProperty .getParameter .getParameterValues .getParameterMap .getHeader "
        ".getHeaders .getQueryString .getCookies .getRequestURI .getRequestURL .getPathInfo .getInputStream "
        ".getReader .getPart .readLine .nextLine .queryParams .getQueryParams .getOriginalFilename"
    ),
    local=words("System.getenv System.getProperty .readLine .nextLine .getInputStream"),
    local_marks=r"^(final\s+)?String\s*(\[\]|\.\.\.)\s*args$",
    entry_marks=r"^\s*(final\s+)?@(RequestParam|PathVariable|RequestBody|RequestHeader|QueryParam|PathParam|FormParam|"
    r"HeaderParam|CookieParam|CookieValue|ModelAttribute|MatrixVariable)\b",
    selfs=frozenset({"this"}),
    guards=(r"^\(?[\w.]+\.contains(Key)?\(NAME\)\)?$", r"^\(?\".*\"\.equals\(NAME\)\)?$", r"^\(?NAME\.matches\("),
    refusals=(r"![\w.]+\.contains(Key)?\(NAME\)", r"!NAME\.matches\(", r"![\w.]+\.matcher\(NAME\)\.(matches|find)\("),
    conditions={"if_statement": ("condition", "consequence"), "ternary_expression": ("condition", "consequence")},
    leavers=words("throw_statement continue_statement break_statement return_statement"),
    loops=words("for_statement while_statement do_statement enhanced_for_statement"),
)
