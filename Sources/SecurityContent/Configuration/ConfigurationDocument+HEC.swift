extension ConfigurationDocument {
    enum HECKey: String, ConfigurationKey {
        case url
        case tokenCredential = "token_credential"
        case tokenFile = "token_file"
        case caFile = "ca_file"
        case proxy, gzip, ack
        case ackTimeout = "ack_timeout"
        case timeout
        case batchEvents = "batch_events"
        case batchBytes = "batch_bytes"
        case batchDelay = "batch_delay"
        case index, source, sourcetype, host
    }

    static func hec(_ section: ConfigurationSection<HECKey>) -> HECOutput? {
        guard let url = url(section) else { return nil }
        var hec = HECOutput(url: url)
        readToken(section, &hec)
        section.path(.caFile, &hec.caFile)
        section.string(.proxy, &hec.proxy)
        section.boolean(.gzip, &hec.isCompressed)
        section.boolean(.ack, &hec.awaitsAcknowledgement)
        section.duration(
            .ackTimeout, in: .seconds(10)...(.seconds(3_600)), &hec.acknowledgementTimeout)
        section.duration(.timeout, in: .seconds(1)...(.seconds(600)), &hec.timeout)
        section.count(.batchEvents, in: 1...10_000, &hec.batchEvents)
        section.bytes(.batchBytes, in: (16 << 10)...(64 << 20), &hec.batchBytes)
        section.duration(.batchDelay, in: .zero...(.seconds(60)), &hec.batchDelay)
        section.string(.index, &hec.index)
        section.string(.source, &hec.source)
        section.string(.sourcetype, &hec.sourcetype)
        section.string(.host, &hec.host)
        return hec
    }

    /// - Returns: The address without a path; nil where there is none.
    private static func url(_ section: ConfigurationSection<HECKey>) -> String? {
        let expected =
            "write http:// or https://, a host and a port, without a path, such as "
            + "https://splunk.example.com:8088"
        guard let text = section.mapping.text(HECKey.url.rawValue)?.value else {
            if !section.isGiven(.url) { section.report(.url, "is missing: \(expected)") }
            return nil
        }
        let isPlain = text.hasPrefix("http://")
        guard isPlain || text.hasPrefix("https://") else {
            section.reject(.url, expected)
            return nil
        }
        var rest = text.dropFirst(isPlain ? 7 : 8)
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        let isAddress = !rest.isEmpty && rest.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard isAddress, !rest.contains(where: { "/?#@\\\"<>".contains($0) }) else {
            section.reject(.url, expected)
            return nil
        }
        var host = rest
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("]") {
            host = rest[..<colon]
            guard UInt16(rest[rest.index(after: colon)...]) ?? 0 > 0 else {
                section.reject(.url, expected)
                return nil
            }
        }
        if isPlain, !["localhost", "127.0.0.1", "[::1]"].contains(String(host)) {
            section.mapping.report(
                .warning, key: HECKey.url.rawValue,
                "\(section.mapping.name(of: "url")) has no TLS: token and records can be read on "
                    + "the way; write https://")
        }
        return String(text.hasSuffix("/") ? text.dropLast() : text[...])
    }

    private static func readToken(
        _ section: ConfigurationSection<HECKey>, _ hec: inout HECOutput
    ) {
        if let text = section.mapping.text(HECKey.tokenCredential.rawValue)?.value {
            hec.token = .credential(text)
            if text.isEmpty || text.contains("/") {
                section.reject(
                    .tokenCredential, "write the name of a credential, as in LoadCredential=")
            }
        }
        var file: String?
        section.path(.tokenFile, &file)
        guard let file else { return }
        hec.token = .file(file)
        if section.isGiven(.tokenCredential) {
            section.report(.tokenFile, "does not go with token_credential: remove one of them")
        }
    }
}
