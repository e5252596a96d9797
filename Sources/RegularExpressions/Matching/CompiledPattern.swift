import CPCRE2

/// The compiled form of a pattern, which PCRE2 only reads from once it is made; so threads may
/// share it.
@safe final class CompiledPattern: @unchecked Sendable {
    private let code: OpaquePointer
    /// Bounds on what one match may cost.
    private let context: OpaquePointer
    /// Groups beside the whole match.
    let groupCount: Int
    /// The groups that have a name, in the order of their numbers.
    let names: [(name: String, number: Int)]

    /// Backtracking steps that one match may take; a pattern that needs more finds nothing, which
    /// ``MatchLosses`` counts.
    private static let stepsMax: UInt32 = 1_000_000
    /// Nesting of backtracking points.
    private static let depthMax: UInt32 = 10_000
    /// KiB of memory for backtracking points.
    private static let heapKiBMax: UInt32 = 16_384

    init(_ pattern: String) throws(RegularExpressionError) {
        var number: Int32 = 0
        var offset = 0
        let bytes = Array(pattern.utf8)
        let compiled = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe pcre2_compile_8(
                buffer.baseAddress, buffer.count, UInt32(PCRE2_UTF), &number, &offset, nil)
        }
        guard let compiled = unsafe compiled else {
            throw RegularExpressionError(message: Self.message(number), offset: offset)
        }
        guard let context = unsafe pcre2_match_context_create_8(nil) else {
            fatalError("out of memory")
        }
        unsafe pcre2_set_match_limit_8(context, Self.stepsMax)
        unsafe pcre2_set_depth_limit_8(context, Self.depthMax)
        unsafe pcre2_set_heap_limit_8(context, Self.heapKiBMax)
        unsafe code = compiled
        unsafe self.context = context
        unsafe groupCount = Int(Self.number(PCRE2_INFO_CAPTURECOUNT, of: compiled))
        unsafe names = Self.names(of: compiled)
    }

    deinit {
        unsafe pcre2_match_context_free_8(context)
        unsafe pcre2_code_free_8(code)
    }

    /// Where the pattern matches first, from `start` on: the whole match, then each group.
    ///
    /// - Parameter mayBeEmpty: Whether an empty match at `start` counts.
    func match(_ subject: [UInt8], from start: Int, mayBeEmpty: Bool) -> MatchOutcome {
        guard let data = unsafe pcre2_match_data_create_from_pattern_8(code, nil) else {
            fatalError("out of memory")
        }
        defer { unsafe pcre2_match_data_free_8(data) }
        let options = mayBeEmpty ? 0 : UInt32(PCRE2_NOTEMPTY_ATSTART)
        // Strings are valid UTF-8, so that it need not be looked at again.
        let count = unsafe subject.withUnsafeBufferPointer { buffer in
            unsafe pcre2_match_8(
                code, buffer.baseAddress, buffer.count, start,
                options | UInt32(PCRE2_NO_UTF_CHECK), data, context)
        }
        if count == PCRE2_ERROR_NOMATCH { return .none }
        // Steps, depth or memory beyond the bounds; nothing else is left that could fail.
        guard count > 0, let offsets = unsafe pcre2_get_ovector_pointer_8(data) else {
            return .gaveUp
        }
        let groups: [Range<Int>?] = (0...groupCount).map { group in
            let lower = unsafe offsets[2 * group]
            let upper = unsafe offsets[2 * group + 1]
            // Without a part in the match both are -1; \K in a look-ahead can end one before its start.
            return lower < 0 || lower > upper
                ? nil : Int(lower)..<Int(upper)
        }
        return .found(groups)
    }

    private static func number(_ what: Int32, of code: OpaquePointer) -> UInt32 {
        var value: UInt32 = 0
        unsafe pcre2_pattern_info_8(code, UInt32(what), &value)
        return value
    }

    /// Entries of the table are a number in two bytes, and a name that ends with a zero.
    private static func names(of code: OpaquePointer) -> [(name: String, number: Int)] {
        let count = unsafe Int(number(PCRE2_INFO_NAMECOUNT, of: code))
        let size = unsafe Int(number(PCRE2_INFO_NAMEENTRYSIZE, of: code))
        var start: UnsafePointer<UInt8>?
        unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &start)
        guard let table = unsafe start else { return [] }
        let names = (0..<count).map { entry in
            let row = unsafe UnsafeBufferPointer(start: table + entry * size, count: size)
            let number = unsafe Int(row[0]) << 8 | Int(row[1])
            let name = unsafe row[2...].prefix { $0 != 0 }
            return (name: unsafe String(decoding: name, as: UTF8.self), number: number)
        }
        return names.sorted { $0.number < $1.number }
    }

    private static func message(_ number: Int32) -> String {
        var text = [UInt8](repeating: 0, count: 256)
        let count = unsafe text.withUnsafeMutableBufferPointer {
            unsafe pcre2_get_error_message_8(number, $0.baseAddress, $0.count)
        }
        return String(decoding: text.prefix(max(0, Int(count))), as: UTF8.self)
    }
}
