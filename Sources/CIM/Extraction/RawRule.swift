/// The channels of Windows that the add-ons tell apart.
struct RawChannels: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    init(rawValue: UInt8) { self.rawValue = rawValue }

    static let security = RawChannels(rawValue: 1)
    static let system = RawChannels(rawValue: 2)
    static let application = RawChannels(rawValue: 4)
    static let sysmon = RawChannels(rawValue: 8)
    static let sysmonForLinux = RawChannels(rawValue: 16)
    static let others = RawChannels(rawValue: 32)

    static let anySysmon: RawChannels = [.sysmon, .sysmonForLinux]
    static let windows: RawChannels = [.security, .system, .application, .others]
    static let all: RawChannels = [.windows, .anySysmon]

    /// Each by itself.
    static let each: [RawChannels] = [
        .security, .system, .application, .sysmon, .sysmonForLinux, .others,
    ]

    private static let named: [(name: [UInt8], channel: RawChannels)] = [
        (Array("Security".utf8), .security), (Array("System".utf8), .system),
        (Array("Application".utf8), .application),
        (Array("Microsoft-Windows-Sysmon/Operational".utf8), .sysmon),
        (Array("Linux-Sysmon/Operational".utf8), .sysmonForLinux),
    ]

    init(_ channel: [UInt8]) {
        self =
            Self.named.first { ASCII.equals(channel, 0..<channel.count, $0.name) }?.channel
            ?? .others
    }
}

/// One field that an add-on gives an event beside those of the record.
///
/// Of the rules for one field that hold for an event the last of each stage counts, so that general
/// ones stand in front.
struct RawRule: Sendable {
    /// When it is applied. Rules of one stage do not see what the others of it make.
    ///
    /// Source: Knowledge Manager Manual, "The sequence of search-time operations".
    enum Stage: Int, Comparable, Sendable {
        /// Fills a field that has no value.
        case extract
        /// Takes the place of what a field has, where there is something to take.
        case alias
        /// Takes the place of what a field has, if need be with null.
        case eval
        /// Fills a field that has no value.
        case lookup

        static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }
    }

    /// Which event ids of its channels a rule holds for.
    enum Events: Sendable {
        case all
        case only(Set<Int>)
        case except(Set<Int>)

        func contain(_ eventID: Int) -> Bool {
            switch self {
            case .all: true
            case .only(let ids): ids.contains(eventID)
            case .except(let ids): !ids.contains(eventID)
            }
        }

        var named: Set<Int> {
            switch self {
            case .all: []
            case .only(let ids), .except(let ids): ids
            }
        }
    }

    /// A field that another one takes its value from.
    struct Candidate: Sendable {
        let name: String
        var unlessDash = false
        var cut: RawCut?
    }

    /// Works on the event; what it sets is the field of the rule.
    typealias Computation =
        @Sendable (
            _ event: inout Event, _ reads: [FieldID], _ field: FieldID
        ) -> Void

    enum Value: Sendable {
        /// All values of another field.
        case copy(String)
        /// The first field that has a value that counts.
        case first([Candidate])
        case text(String)
        /// By the event id.
        case title([Int: String])
        case computed(reads: [String], note: String, Computation)
    }

    let field: String
    var channels = RawChannels.all
    var events = Events.all
    var stage = Stage.eval
    let value: Value

    /// The fields that the value follows from.
    var reads: [String] {
        switch value {
        case .copy(let name): [name]
        case .first(let candidates): candidates.map(\.name)
        case .text, .title: []
        case .computed(let reads, _, _): reads
        }
    }
}

/// How a part is cut out of a value.
struct RawCut: Sendable {
    /// For documents.
    let note: String
    /// - Returns: Nil for no value.
    let apply: @Sendable (_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int>?

    static let afterBackslash = RawCut(note: "behind the last `\\`") {
        Cut.afterBackslash($0, $1)
    }
    static let afterSlash = RawCut(note: "behind the last `/`") { Cut.afterSlash($0, $1) }
    static let baseName = RawCut(note: "behind the last `\\` if that looks like a file") {
        SysmonEvent.baseName($0, $1)
    }
    static let beforeBackslash = RawCut(note: "before the last `\\`") {
        Cut.beforeBackslash($0, $1)
    }
    static let withoutBackslashes = RawCut(note: "without leading `\\`") { bytes, range in
        var start = range.lowerBound
        while start < range.upperBound, bytes[start] == UInt8(ascii: "\\") { start += 1 }
        return start..<range.upperBound
    }
    /// `C:\a\b\` is `b\`.
    static let lastPart = RawCut(note: "the last part of the path") { bytes, range in
        guard let last = range.last, bytes[last] == UInt8(ascii: "\\") else {
            return Cut.afterBackslash(bytes, range)
        }
        return Cut.afterBackslash(bytes, range.lowerBound..<last).lowerBound..<range.upperBound
    }
    static let notLocal = RawCut(note: "unless of this machine") { bytes, range in
        let isLocal = ["::1", "127.0.0.1"].contains {
            ASCII.begins(bytes, range, with: Array($0.utf8))
        }
        return isLocal ? nil : range
    }
}
