/// A function of `eval` with what the Search Reference says that it gives, over the row of
/// ``PromisedFunctionTests``.
struct PromisedFunction: Sendable {
    let name: String
    let expression: String
    let text: String

    init(_ name: String, _ expression: String, _ text: String) {
        (self.name, self.expression, self.text) = (name, expression, text)
    }

    /// Source: Splunk Search Reference, "Evaluation functions".
    static let all: [PromisedFunction] = [
        PromisedFunction(
            "abs", #"abs(-3)"#,
            "3"),
        PromisedFunction(
            "acos", #"acos(1)"#,
            "0"),
        PromisedFunction(
            "acosh", #"acosh(1)"#,
            "0"),
        PromisedFunction(
            "asin", #"asin(0)"#,
            "0"),
        PromisedFunction(
            "asinh", #"asinh(0)"#,
            "0"),
        PromisedFunction(
            "atan", #"atan(0)"#,
            "0"),
        PromisedFunction(
            "atan2", #"atan2(0, 1)"#,
            "0"),
        PromisedFunction(
            "atanh", #"atanh(0)"#,
            "0"),
        PromisedFunction(
            "avg", #"avg(1, 2, 6)"#,
            "3"),
        PromisedFunction(
            "bit_and", #"bit_and(12, 10)"#,
            "8"),
        PromisedFunction(
            "bit_not", #"bit_not(0)"#,
            "9007199254740991"),
        PromisedFunction(
            "bit_or", #"bit_or(12, 10)"#,
            "14"),
        PromisedFunction(
            "bit_shift_left", #"bit_shift_left(1, 4)"#,
            "16"),
        PromisedFunction(
            "bit_shift_right", #"bit_shift_right(16, 4)"#,
            "1"),
        PromisedFunction(
            "bit_xor", #"bit_xor(12, 10)"#,
            "6"),
        PromisedFunction(
            "case", #"case(n=1, "a", n=5, "b")"#,
            "b"),
        PromisedFunction(
            "ceiling", #"ceiling(1.9)"#,
            "2"),
        PromisedFunction(
            "cidrmatch", #"if(cidrmatch("10.0.0.0/8", "10.1.2.3"), "y", "n")"#,
            "y"),
        PromisedFunction(
            "coalesce", #"coalesce(missing, "b", "c")"#,
            "b"),
        PromisedFunction(
            "commands", #"mvjoin(commands("search a | stats count"), "|")"#,
            "search|stats"),
        PromisedFunction(
            "cos", #"cos(0)"#,
            "1"),
        PromisedFunction(
            "cosh", #"cosh(0)"#,
            "1"),
        PromisedFunction(
            "exact", #"exact(3.14 * n)"#,
            "15.700000000000001"),
        PromisedFunction(
            "exp", #"exp(0)"#,
            "1"),
        PromisedFunction(
            "false", #"if(false(), "y", "n")"#,
            "n"),
        PromisedFunction(
            "floor", #"floor(1.9)"#,
            "1"),
        PromisedFunction(
            "hypot", #"hypot(3, 4)"#,
            "5"),
        PromisedFunction(
            "if", #"if(n=5, "y", "n")"#,
            "y"),
        PromisedFunction(
            "in", #"if(in(n, 4, 5), "y", "n")"#,
            "y"),
        PromisedFunction(
            "ipmask", #"ipmask("0.255.0.244", "10.20.30.120")"#,
            "0.20.0.112"),
        PromisedFunction(
            "isbool", #"if(isbool(true()), "y", "n")"#,
            "y"),
        PromisedFunction(
            "isbool", #"if(isbool(n), "y", "n")"#,
            "n"),
        PromisedFunction(
            "isint", #"if(isint(n), "y", "n")"#,
            "y"),
        PromisedFunction(
            "isint", #"if(isint(s), "y", "n")"#,
            "n"),
        PromisedFunction(
            "isnotnull", #"if(isnotnull(n), "y", "n")"#,
            "y"),
        PromisedFunction(
            "isnotnull", #"if(isnotnull(missing), "y", "n")"#,
            "n"),
        PromisedFunction(
            "isnull", #"if(isnull(missing), "y", "n")"#,
            "y"),
        PromisedFunction(
            "isnull", #"if(isnull(n), "y", "n")"#,
            "n"),
        PromisedFunction(
            "isnum", #"if(isnum(n), "y", "n")"#,
            "y"),
        PromisedFunction(
            "isnum", #"if(isnum(s), "y", "n")"#,
            "n"),
        PromisedFunction(
            "isstr", #"if(isstr(s), "y", "n")"#,
            "y"),
        PromisedFunction(
            "isstr", #"if(isstr(n), "y", "n")"#,
            "n"),
        PromisedFunction(
            "json", #"json("{}")"#,
            "{}"),
        PromisedFunction(
            "json_append", #"json_append("{\"a\":[1]}", "a", 2)"#,
            #"{"a":[1,2]}"#),
        PromisedFunction(
            "json_array", #"json_array("a", 1)"#,
            #"["a",1]"#),
        PromisedFunction(
            "json_array_to_mv", #"mvjoin(json_array_to_mv("[\"a\",1]"), "|")"#,
            "a|1"),
        PromisedFunction(
            "json_array_to_mv", #"mvjoin(json_array_to_mv("[\"a\",1]", true()), "|")"#,
            #""a"|1"#),
        PromisedFunction(
            "json_delete", #"json_delete("{\"a\":1,\"b\":2}", "a")"#,
            #"{"b":2}"#),
        PromisedFunction(
            "json_entries", #"json_entries("{\"a\":1}")"#,
            #"[{"key":"a","value":1}]"#),
        PromisedFunction(
            "json_extend", #"json_extend("{\"a\":[1]}", "a", json_array(2, 3))"#,
            #"{"a":[1,2,3]}"#),
        PromisedFunction(
            "json_extract", #"json_extract("{\"a\":1}")"#,
            #"{"a":1}"#),
        PromisedFunction(
            "json_extract", #"json_extract("{\"a\":{\"b\":[5,6]}}", "a.b{1}")"#,
            "6"),
        PromisedFunction(
            "json_extract_exact", #"json_extract_exact("{\"a.b\":1}", "a.b")"#,
            "1"),
        PromisedFunction(
            "json_has_key_exact", #"if(json_has_key_exact("{\"a\":1}", "a"), "y", "n")"#,
            "y"),
        PromisedFunction(
            "json_keys", #"json_keys("{\"a\":1,\"b\":2}")"#,
            #"["a","b"]"#),
        PromisedFunction(
            "json_object", #"json_object("a", 1)"#,
            #"{"a":1}"#),
        PromisedFunction(
            "json_set", #"json_set("{\"a\":{}}", "a.b", 1)"#,
            #"{"a":{"b":1}}"#),
        PromisedFunction(
            "json_set_exact", #"json_set_exact("{\"a\":1}", "a.b", 2)"#,
            #"{"a":1,"a.b":2}"#),
        PromisedFunction(
            "json_valid", #"if(json_valid("{"), "y", "n")"#,
            "n"),
        PromisedFunction(
            "len", #"len(s)"#,
            "3"),
        PromisedFunction(
            "like", #"if(like(s, "a%"), "y", "n")"#,
            "y"),
        PromisedFunction(
            "ln", #"ln(1)"#,
            "0"),
        PromisedFunction(
            "log", #"log(100)"#,
            "2"),
        PromisedFunction(
            "log", #"log(8, 2)"#,
            "3"),
        PromisedFunction(
            "lower", #"lower("Ab")"#,
            "ab"),
        PromisedFunction(
            "ltrim", #"ltrim(" x ")"#,
            "x "),
        PromisedFunction(
            "ltrim", #"ltrim("xxayx", "x")"#,
            "ayx"),
        PromisedFunction(
            "match", #"if(match(s, "^a"), "y", "n")"#,
            "y"),
        PromisedFunction(
            "max", #"max(1, 3, "foo")"#,
            "foo"),
        PromisedFunction(
            "md5", #"md5("")"#,
            "d41d8cd98f00b204e9800998ecf8427e"),
        PromisedFunction(
            "min", #"min(1, 3, "foo")"#,
            "1"),
        PromisedFunction(
            "mv_to_json_array", #"mv_to_json_array(m)"#,
            #"["b","a"]"#),
        PromisedFunction(
            "mv_to_json_array", #"mv_to_json_array(mvappend("1", "a"), true())"#,
            #"[1,"a"]"#),
        PromisedFunction(
            "mvappend", #"mvjoin(mvappend(m, missing, "c"), "|")"#,
            "b|a|c"),
        PromisedFunction(
            "mvcount", #"mvcount(m)"#,
            "2"),
        PromisedFunction(
            "mvdedup", #"mvjoin(mvdedup(mvappend(m, "b")), "|")"#,
            "b|a"),
        PromisedFunction(
            "mvfilter", #"mvfilter(m="a")"#,
            "a"),
        PromisedFunction(
            "mvfind", #"mvfind(m, "^a$")"#,
            "1"),
        PromisedFunction(
            "mvindex", #"mvindex(m, 1)"#,
            "a"),
        PromisedFunction(
            "mvindex", #"mvjoin(mvindex(m, 0, 1), "|")"#,
            "b|a"),
        PromisedFunction(
            "mvjoin", #"mvjoin(m, "-")"#,
            "b-a"),
        PromisedFunction(
            "mvmap", #"mvjoin(mvmap(m, m . "!"), "|")"#,
            "b!|a!"),
        PromisedFunction(
            "mvmap", #"mvjoin(mvmap(mvsort(m), m . "!", m), "|")"#,
            "a!|b!"),
        PromisedFunction(
            "mvrange", #"mvjoin(mvrange(1, 4), "|")"#,
            "1|2|3"),
        PromisedFunction(
            "mvrange", #"mvjoin(mvrange(1, 11, 5), "|")"#,
            "1|6"),
        PromisedFunction(
            "mvreverse", #"mvjoin(mvreverse(m), "|")"#,
            "a|b"),
        PromisedFunction(
            "mvsort", #"mvjoin(mvsort(m), "|")"#,
            "a|b"),
        PromisedFunction(
            "mvzip", #"mvjoin(mvzip(m, mvrange(1, 3)), "|")"#,
            "b,1|a,2"),
        PromisedFunction(
            "mvzip", #"mvjoin(mvzip(m, mvrange(1, 3), "-"), "|")"#,
            "b-1|a-2"),
        PromisedFunction(
            "now", #"if(now() > 1000000000, "y", "n")"#,
            "y"),
        PromisedFunction(
            "null", #"if(isnull(null()), "y", "n")"#,
            "y"),
        PromisedFunction(
            "nullif", #"coalesce(nullif(n, 5), "none")"#,
            "none"),
        PromisedFunction(
            "pi", #"round(pi(), 2)"#,
            "3.14"),
        PromisedFunction(
            "pow", #"pow(2, 10)"#,
            "1024"),
        PromisedFunction(
            "printf", #"printf("%05.1f", 3.14159)"#,
            "003.1"),
        PromisedFunction(
            "random", #"if(random() >= 0, "y", "n")"#,
            "y"),
        PromisedFunction(
            "relative_time", #"relative_time(90061, "-1d@d")"#,
            "0"),
        PromisedFunction(
            "replace", #"replace("1/14", "^(\\d)/(\\d+)", "\\2/\\1")"#,
            "14/1"),
        PromisedFunction(
            "round", #"round(3.5)"#,
            "4"),
        PromisedFunction(
            "round", #"round(2.555, 2)"#,
            "2.56"),
        PromisedFunction(
            "rtrim", #"rtrim(" x ")"#,
            " x"),
        PromisedFunction(
            "rtrim", #"rtrim("xxayx", "xy")"#,
            "xxa"),
        PromisedFunction(
            "searchmatch", #"if(searchmatch("n=5"), "y", "n")"#,
            "y"),
        PromisedFunction(
            "sha1", #"sha1("")"#,
            "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        PromisedFunction(
            "sha256", #"sha256("")"#,
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        PromisedFunction(
            "sha512", #"sha512("")"#,
            "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
        ),
        PromisedFunction(
            "sigfig", #"sigfig(1.00 * 1111)"#,
            "1110"),
        PromisedFunction(
            "sin", #"sin(0)"#,
            "0"),
        PromisedFunction(
            "sinh", #"sinh(0)"#,
            "0"),
        PromisedFunction(
            "spath", #"spath("{\"a\":{\"b\":5}}", "a.b")"#,
            "5"),
        PromisedFunction(
            "split", #"mvjoin(split("a,b", ","), "|")"#,
            "a|b"),
        PromisedFunction(
            "sqrt", #"sqrt(9)"#,
            "3"),
        PromisedFunction(
            "strftime", #"strftime(0, "%Y-%m-%d")"#,
            "1970-01-01"),
        PromisedFunction(
            "strptime", #"strptime("1970-01-02", "%Y-%m-%d")"#,
            "86400"),
        PromisedFunction(
            "substr", #"substr("string", -3)"#,
            "ing"),
        PromisedFunction(
            "substr", #"substr("string", 1, 3)"#,
            "str"),
        PromisedFunction(
            "sum", #"sum(1, 2)"#,
            "3"),
        PromisedFunction(
            "tan", #"tan(0)"#,
            "0"),
        PromisedFunction(
            "tanh", #"tanh(0)"#,
            "0"),
        PromisedFunction(
            "time", #"if(time() > 1000000000, "y", "n")"#,
            "y"),
        PromisedFunction(
            "tobool", #"if(tobool("true"), "y", "n")"#,
            "y"),
        PromisedFunction(
            "todouble", #"todouble("1.5")"#,
            "1.5"),
        PromisedFunction(
            "toint", #"toint("5.7")"#,
            "5"),
        PromisedFunction(
            "tonumber", #"tonumber("12")"#,
            "12"),
        PromisedFunction(
            "tonumber", #"tonumber("0A4", 16)"#,
            "164"),
        PromisedFunction(
            "tostring", #"tostring(1=1)"#,
            "True"),
        PromisedFunction(
            "tostring", #"tostring(615, "duration")"#,
            "00:10:15"),
        PromisedFunction(
            "trim", #"trim(" x ")"#,
            "x"),
        PromisedFunction(
            "trim", #"trim("xax", "x")"#,
            "a"),
        PromisedFunction(
            "true", #"if(true(), "y", "n")"#,
            "y"),
        PromisedFunction(
            "typeof", #"typeof(12)"#,
            "Number"),
        PromisedFunction(
            "upper", #"upper("Ab")"#,
            "AB"),
        PromisedFunction(
            "urldecode", #"urldecode("a%2Fb")"#,
            "a/b"),
        PromisedFunction(
            "validate", #"validate(n=5, "right", n=6, "wrong")"#,
            "wrong"),
    ]
}
