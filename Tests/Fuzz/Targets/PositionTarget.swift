import DaemonRuntime
import SecurityContent
import TestSupport

/// Texts that say a place: a position in the journal, an endpoint, a match.
final class PositionTarget: FuzzTarget {
    static let name = "positions"
    static let seeds = [
        "0123456789abcdef0123456789abcdef 7 1704913216000000 s=1f;i=2;b=3;m=4;t=5;x=6",
        "udp://127.0.0.1:514", "tcp://[::1]:601", "unix:/run/a", "systemd:name", "FIELD_1=value",
    ].map { Array($0.utf8) }
    static let words = [
        " ", ":", "[", "]", "//", "::", "18446744073709551615", "=", "\u{0}", "é", ".",
    ]

    init() {}

    func run(_ input: [UInt8], _ random: inout SplitMix64) -> Int {
        let text = String(decoding: input, as: UTF8.self)
        var kind = 0
        if let position = JournalPosition(text) {
            precondition(JournalPosition(position.text) == position, "a position reads as another")
            kind |= 1
        }
        if let endpoint = SyslogEndpoint(text) {
            precondition(SyslogEndpoint(endpoint.text) == endpoint, "an endpoint reads as another")
            kind |= 2
        }
        if JournalInput.isMatch(text) { kind |= 4 }
        return kind
    }
}
