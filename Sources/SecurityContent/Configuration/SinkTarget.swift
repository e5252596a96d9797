import RiskDetection

/// What kind of receiver a sink is. All that has to know each kind is here and in `SinkAssembly`: a
/// further kind is a case, and the compiler names what it must say.
package enum SinkTarget: Equatable, Sendable {
    case hec(HECOutput)
    case syslog(SyslogOutput)
    case relp(RELPOutput)

    /// The key of the configuration that says so.
    enum Kind: String, CaseIterable { case hec, syslog, relp }

    /// For people.
    package var text: String {
        switch self {
        case .hec(let hec): hec.url
        case .syslog(let syslog): syslog.destination.text
        case .relp(let relp): relp.text
        }
    }

    /// How records look where nobody says.
    var usualSchema: OutputSchema {
        switch self {
        case .hec: .hec
        case .syslog, .relp: .splunk
        }
    }

    /// Whether the envelope of the HTTP Event Collector has a use.
    var takesEnvelope: Bool {
        switch self {
        case .hec: true
        case .syslog, .relp: false
        }
    }

    /// A file that a sink reads.
    package struct File: Equatable, Sendable {
        /// Of the configuration, behind that of the sink.
        package var key: String
        package var place: Place
        package var isCertificate = false

        package enum Place: Equatable, Sendable {
            case path(String)
            /// By name, below `$CREDENTIALS_DIRECTORY`.
            case credential(String)
        }

        static func certificate(_ key: String, _ path: String?) -> File? {
            path.map { File(key: key, place: .path($0), isCertificate: true) }
        }
    }

    /// The files that are read at a start.
    package var files: [File] {
        switch self {
        case .hec(let hec):
            let token =
                switch hec.token {
                case .file(let path): File(key: "hec.token_file", place: .path(path))
                case .credential(let name):
                    File(key: "hec.token_credential", place: .credential(name))
                }
            return [token] + [.certificate("hec.ca_file", hec.caFile)].compactMap(\.self)
        case .relp(let relp):
            return [
                .certificate("relp.ca_file", relp.caFile),
                .certificate("relp.cert_file", relp.certificateFile),
                .certificate("relp.key_file", relp.keyFile),
            ].compactMap(\.self)
        case .syslog(let syslog):
            return [.certificate("syslog.ca_file", syslog.caFile)].compactMap(\.self)
        }
    }
}

extension SinkTarget.Kind {
    /// The keys of the section that says what the sink is.
    var keys: [String] {
        switch self {
        case .hec: ConfigurationDocument.HECKey.names
        case .syslog: ConfigurationDocument.SyslogSinkKey.names
        case .relp: ConfigurationDocument.RELPKey.names
        }
    }

    /// - Returns: The target with a name for the sink; nil where that was reported as wrong.
    func read(_ mapping: YAMLMapping) -> (target: SinkTarget, name: String)? {
        switch self {
        case .hec:
            ConfigurationDocument.hec(ConfigurationSection(mapping)).map { (.hec($0), $0.url) }
        case .syslog:
            ConfigurationDocument.syslog(ConfigurationSection(mapping))
                .map { (.syslog($0), $0.destination.text) }
        case .relp:
            ConfigurationDocument.relp(ConfigurationSection(mapping)).map { (.relp($0), $0.text) }
        }
    }
}
