extension ConfigurationDocument {
    enum RELPKey: String, ConfigurationKey {
        case host, port, tls
        case caFile = "ca_file"
        case certificateFile = "cert_file"
        case keyFile = "key_file"
        case facility, hostname
        case messageBytes = "message_bytes"
        case window, timeout
    }

    static func relp(_ section: ConfigurationSection<RELPKey>) -> RELPOutput? {
        let expected = "write the name or address of the receiver, such as relay.example.com"
        guard let host = section.mapping.text(RELPKey.host.rawValue)?.value else {
            if !section.isGiven(.host) { section.report(.host, "is missing: \(expected)") }
            return nil
        }
        // What has a port already, a scheme or brackets is none.
        guard SyslogDestination("tcp://\(SyslogDestination.bracketed(host)):1") != nil else {
            section.reject(.host, expected)
            return nil
        }
        var relp = RELPOutput(host: host)
        var port = Int(relp.port)
        section.count(.port, in: 1...Int(UInt16.max), &port)
        relp.port = UInt16(clamping: port)
        section.boolean(.tls, &relp.usesTLS)
        section.path(.caFile, &relp.caFile)
        section.path(.certificateFile, &relp.certificateFile)
        section.path(.keyFile, &relp.keyFile)
        readHeader(
            section, facility: .facility, hostname: .hostname, messageBytes: .messageBytes,
            &relp.header)
        section.count(.window, in: 1...1_000, &relp.window)
        section.duration(.timeout, in: .seconds(1)...(.seconds(600)), &relp.timeout)
        check(section, relp)
        return relp
    }

    /// Keys that have no use without another.
    private static func check(_ section: ConfigurationSection<RELPKey>, _ relp: RELPOutput) {
        if !relp.usesTLS {
            for key in [RELPKey.caFile, .certificateFile, .keyFile] where section.isGiven(key) {
                section.report(key, "goes with tls: true only: remove the line, or write tls: true")
            }
        } else if section.isGiven(.certificateFile) != section.isGiven(.keyFile) {
            let (given, missing): (RELPKey, RELPKey) =
                section.isGiven(.keyFile)
                ? (.keyFile, .certificateFile) : (.certificateFile, .keyFile)
            section.report(given, "has no use without \(missing.rawValue): write both or neither")
        }
    }
}
