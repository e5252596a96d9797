/// Where each byte of a scalar's value stands in the file.
///
/// A search inside a quoted or folded YAML scalar has other offsets than the file: `''` is one
/// quote, a folded line break one blank. The text is scanned a second time, by the rules of the
/// YAML parser (libyaml, YAML 1.1), and what comes out is compared with the parser's value; where
/// the two differ, every offset maps to the start of the scalar rather than to a wrong place.
struct ScalarPositions: Sendable {
    private struct Run {
        let value: Int
        let source: Int
        /// Whether value and source advance together; otherwise the whole run stands at `source`.
        let isVerbatim: Bool
    }

    private let runs: [Run]
    /// Whether the second scan gave the value of the parser.
    let isExact: Bool

    /// - Parameters:
    ///   - offset: Where the parser says that the scalar starts (its anchor or tag, if it has one).
    ///   - value: What the parser made of it.
    init(source: SourceText, offset: Int, style: YAMLScalarStyle, value: String) {
        let value = Array(value.utf8)
        let start =
            style == .conf ? offset : Self.skipProperties(source.bytes, from: offset)
        let scan = Self.scan(source.bytes, at: start, style: style, value: value)
        isExact = scan != nil
        runs =
            scan?.runs.map { Run(value: $0.value, source: $0.source, isVerbatim: $0.isVerbatim) }
            ?? [Run(value: 0, source: start, isVerbatim: false)]
    }

    /// The UTF-8 offset in the file of a UTF-8 offset in the value; the end of the value maps to
    /// the byte behind the last one that made it.
    func sourceOffset(of valueOffset: Int) -> Int {
        var low = 0
        var high = runs.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if runs[middle].value <= valueOffset { low = middle } else { high = middle }
        }
        let run = runs[low]
        return run.isVerbatim ? run.source + max(0, valueOffset - run.value) : run.source
    }

    private static func scan(
        _ bytes: [UInt8], at start: Int, style: YAMLScalarStyle, value: [UInt8]
    ) -> ScalarScan? {
        guard start < bytes.count else { return nil }
        switch style {
        case .plain, .singleQuoted, .doubleQuoted:
            let scan = ScalarScan.flow(bytes, at: start, style: style, length: value.count)
            return scan.value == value ? scan : nil
        case .literal, .folded:
            return ScalarScan.block(bytes, at: start, isFolded: style == .folded, value: value)
        case .conf:
            let scan = ScalarScan.conf(bytes, at: start).scan
            return scan.value == value ? scan : nil
        }
    }

    /// Skips `&anchor` and `!tag`, which the parser counts to the scalar.
    private static func skipProperties(_ bytes: [UInt8], from offset: Int) -> Int {
        var index = offset
        while index < bytes.count, bytes[index] == UInt8(ascii: "&") || bytes[index] == 0x21 {
            while index < bytes.count, bytes[index] > 0x20 { index += 1 }
            while index < bytes.count {
                if bytes[index] <= 0x20 {
                    index += 1
                } else if bytes[index] == UInt8(ascii: "#") {
                    while index < bytes.count, bytes[index] != 0x0A { index += 1 }
                } else {
                    break
                }
            }
        }
        return index
    }
}
