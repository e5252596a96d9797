/// How each function of `eval` and `where` is written, for the documentation: the arguments in the
/// brackets, optional ones in square brackets.
package enum FunctionForm {
    package static func text(of function: EvalFunction) -> String {
        "\(function.name)(\(arguments[function.name] ?? ""))"
    }

    /// The functions that are no ``EvalFunction``, because they look at what is written.
    package static let others = [
        "mvfilter(<condition on one field>)", "mvmap(<values>, <expression>[, <field>])",
        "searchmatch(\"<search>\")",
    ]

    private static let arguments: [String: String] = [
        "abs": "<number>", "acos": "<number>", "acosh": "<number>", "asin": "<number>",
        "asinh": "<number>", "atan": "<number>", "atan2": "<y>, <x>", "atanh": "<number>",
        "avg": "<value>, …", "bit_and": "<number>, <number>, …", "bit_not": "<number>",
        "bit_or": "<number>, <number>, …", "bit_shift_left": "<number>, <bits>",
        "bit_shift_right": "<number>, <bits>", "bit_xor": "<number>, <number>, …",
        "case": "<condition>, <value>, …", "ceiling": "<number>",
        "cidrmatch": "\"<network>\", <address>", "coalesce": "<value>, …", "commands": "<text>",
        "cos": "<number>", "cosh": "<number>", "exact": "<number>", "exp": "<number>",
        "floor": "<number>", "hypot": "<x>, <y>", "if": "<condition>, <value>, <value>",
        "in": "<value>, <value>, …", "ipmask": "\"<mask>\", <address>", "isbool": "<value>",
        "isint": "<value>", "isnotnull": "<value>", "isnull": "<value>", "isnum": "<value>",
        "isstr": "<value>", "json": "<text>", "json_append": "<JSON>, <path>, <value>, …",
        "json_array": "<value>, …", "json_array_to_mv": "<array>[, <keep quotes>]",
        "json_delete": "<object>, <path>, …", "json_entries": "<object>",
        "json_extend": "<JSON>, <path>, <array>, …", "json_extract": "<JSON>[, <path>, …]",
        "json_extract_exact": "<object>, <key>, …", "json_has_key_exact": "<object>, <key>",
        "json_keys": "<object>", "json_object": "<key>, <value>, …",
        "json_set": "<JSON>, <path>, <value>, …",
        "json_set_exact": "<object>, <key>, <value>, …", "json_valid": "<text>",
        "len": "<text>", "like": "<text>, \"<pattern>\"", "ln": "<number>",
        "log": "<number>[, <base>]", "lower": "<text>", "ltrim": "<text>[, \"<characters>\"]",
        "match": "<text>, \"<regex>\"", "max": "<value>, …", "md5": "<text>", "min": "<value>, …",
        "mv_to_json_array": "<values>[, <infer types>]", "mvappend": "<values>, …",
        "mvcount": "<values>", "mvdedup": "<values>", "mvfind": "<values>, \"<regex>\"",
        "mvindex": "<values>, <start>[, <end>]", "mvjoin": "<values>, \"<delimiter>\"",
        "mvrange": "<start>, <end>[, <step>]", "mvreverse": "<values>", "mvsort": "<values>",
        "mvzip": "<values>, <values>[, \"<delimiter>\"]", "nullif": "<value>, <value>",
        "pow": "<number>, <exponent>", "printf": "\"<format>\", <value>, …",
        "relative_time": "<time>, \"<modifier>\"",
        "replace": "<text>, \"<regex>\", \"<replacement>\"", "round": "<number>[, <places>]",
        "rtrim": "<text>[, \"<characters>\"]", "sha1": "<text>", "sha256": "<text>",
        "sha512": "<text>", "sigfig": "<number>", "sin": "<number>", "sinh": "<number>",
        "spath": "<JSON or XML>, <path>", "split": "<text>, \"<delimiter>\"",
        "sqrt": "<number>", "strftime": "<time>, \"<format>\"", "strptime": "<text>, \"<format>\"",
        "substr": "<text>, <start>[, <length>]", "sum": "<value>, …", "tan": "<number>",
        "tanh": "<number>", "tobool": "<value>", "todouble": "<value>", "toint": "<value>",
        "tonumber": "<text>[, <base>]", "tostring": "<value>[, \"<form>\"]",
        "trim": "<text>[, \"<characters>\"]", "typeof": "<value>", "upper": "<text>",
        "urldecode": "<text>", "validate": "<condition>, <value>, …",
    ]
}
