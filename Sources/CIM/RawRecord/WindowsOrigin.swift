/// The Windows event sources that are read. Event ids are not unique: 1 of another provider is not
/// Sysmon's.
enum WindowsOrigin: Int, CaseIterable, Sendable {
    case sysmon
    case sysmonForLinux
    case security

    /// What records of an origin call it.
    private struct Marks {
        /// As people call it.
        let title: String
        let provider: [UInt8]
        /// Source: the providers' manifests; for Linux, SysmonForLinux.
        let guid: [UInt8]
        /// Channels that are of this provider alone, and what the provider calls itself otherwise.
        let names: [[UInt8]]

        init(_ title: String, provider: String, guid: String, names: String...) {
            self.title = title
            self.provider = Array(provider.utf8)
            self.guid = Array(guid.utf8)
            self.names = names.map { Array($0.utf8) }
        }
    }

    private static func marks(of origin: WindowsOrigin) -> Marks {
        switch origin {
        case .sysmon:
            Marks(
                "Sysmon", provider: "Microsoft-Windows-Sysmon",
                guid: "5770385F-C22A-43E0-BF4C-06F5698FFBD9",
                names: "Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon",
                "Sysmon/Operational")
        case .sysmonForLinux:
            Marks(
                "Sysmon for Linux", provider: "Linux-Sysmon",
                guid: "FF032593-A8D3-4F13-B0D6-01FC615A0F97",
                names: "Linux-Sysmon/Operational", "Linux-Sysmon")
        case .security:
            Marks(
                "Windows Security", provider: "Microsoft-Windows-Security-Auditing",
                guid: "54849625-5478-4994-A5BA-3E3B0328C30D",
                names: "Security", "Microsoft Windows security auditing.")
        }
    }

    private static let all = allCases.map(marks)

    var title: String { Self.all[rawValue].title }
    var provider: [UInt8] { Self.all[rawValue].provider }
    /// The channel that is of this provider alone.
    var channel: [UInt8] { Self.all[rawValue].names[0] }

    /// Splunk puts these before the channel, and calls that the source.
    private static let prefixes = ["XmlWinEventLog:", "WinEventLog:"].map { Array($0.utf8) }
    /// Channels that hold events of any provider.
    private static let mixed = ["ForwardedEvents"].map { Array($0.utf8) }

    /// What a record says of where it is from.
    enum Finding: Equatable {
        case known(WindowsOrigin)
        /// Another provider or channel.
        case other
        case unknown
    }

    /// By the provider's name; else by its GUID; else by the channel, which is of one provider each.
    static func find(_ record: borrowing RawRecord) -> Finding {
        for origin in allCases where record.matches(.provider, origin.provider) {
            return .known(origin)
        }
        let fields = [SystemField.provider, .providerGUID, .channel]
        for field in fields {
            guard let range = record.range(field) else { continue }
            if let origin = named(record.arena, range) { return .known(origin) }
        }
        if record.range(.provider) != nil || record.range(.providerGUID) != nil { return .other }
        guard let channel = record.range(.channel) else { return .unknown }
        let name = behindPrefix(record.arena, channel)
        return mixed.contains { ASCII.equals(record.arena, name, $0) } ? .unknown : .other
    }

    /// The origin that has a provider or a channel of this name, or this GUID.
    static func named(_ bytes: [UInt8], _ range: Range<Int>) -> WindowsOrigin? {
        let guid = Cut.trimmed(bytes, range) { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }
        let name = behindPrefix(bytes, range)
        for origin in allCases {
            let marks = all[origin.rawValue]
            let isIt =
                ASCII.equals(bytes, guid, marks.guid)
                || marks.names.contains { ASCII.equals(bytes, name, $0) }
            if isIt { return origin }
        }
        return nil
    }

    private static func behindPrefix(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        let prefix = prefixes.first { ASCII.begins(bytes, range, with: $0) }
        return range.lowerBound + (prefix?.count ?? 0)..<range.upperBound
    }
}
