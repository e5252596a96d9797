/// The sending side of one RELP session: commands out, answers in. It moves no bytes itself and
/// asks no clock.
///
/// Source: librelp, doc/relp.md.
package struct RELPSession {
    /// What an answer says.
    package enum Answer: Equatable {
        /// Messages may be sent.
        case opened
        /// The receiver has the message.
        case taken(Int)
        /// It does not take it.
        case refused(Int, reason: String)
        /// It takes no messages at all.
        case notOpened(reason: String)
    }

    private enum Command: Equatable {
        case open
        case syslog(Int)
    }

    private var reader = RELPFrameReader()
    private var transaction: Int
    /// Commands without an answer, by transaction: no more than the window.
    private var waiting: [Int: Command] = [:]
    package private(set) var isOpen = false

    /// - Parameter transaction: The first one's number.
    package init(transaction: Int = 1) { self.transaction = transaction }

    /// How many commands have no answer yet.
    package var unanswered: Int { waiting.count }

    /// What librelp offers: the version that all speak, and the one command that is used.
    private static let offers = "relp_version=0\nrelp_software=riskd\ncommands=syslog"

    package mutating func open(into bytes: inout [UInt8]) {
        send(.open, "open", Array(Self.offers.utf8), into: &bytes)
    }

    /// - Parameter place: Comes back with the answer.
    package mutating func syslog(_ message: [UInt8], place: Int, into bytes: inout [UInt8]) {
        send(.syslog(place), "syslog", message, into: &bytes)
    }

    /// Says good-bye: nothing may be sent after it.
    package mutating func close(into bytes: inout [UInt8]) {
        RELPFrame.append("close", [], transaction: transaction, to: &bytes)
        isOpen = false
    }

    private mutating func send(
        _ command: Command, _ name: String, _ data: [UInt8], into bytes: inout [UInt8]
    ) {
        RELPFrame.append(name, data, transaction: transaction, to: &bytes)
        waiting[transaction] = command
        transaction = transaction == RELPFrame.transactionMax ? 1 : transaction + 1
    }

    // MARK: - Answers

    /// Takes what came, in pieces of any size.
    ///
    /// Answers that stand before what is no RELP count: the receiver gave them.
    ///
    /// - Throws: What ends the session.
    package mutating func receive(
        _ bytes: [UInt8], answer: (Answer) -> Void
    ) throws(RELPProtocolError) {
        reader.append(bytes)
        while let frame = try reader.next() { answer(try self.answer(of: frame)) }
    }

    private mutating func answer(
        of frame: RELPFrame
    ) throws(RELPProtocolError) -> Answer {
        switch frame.command {
        case "rsp": break
        case "serverclose": throw RELPProtocolError(reason: "the receiver closed the session")
        default:
            throw RELPProtocolError(
                reason: "the receiver sends the command \(frame.command), which is no answer")
        }
        guard let command = waiting.removeValue(forKey: frame.transaction) else {
            throw RELPProtocolError(
                reason: "the receiver answers transaction \(frame.transaction), which was not sent")
        }
        guard let (code, text) = Self.status(frame.data) else {
            throw RELPProtocolError(
                reason: "an answer of the receiver has no status: "
                    + String(decoding: frame.data.prefix(40), as: UTF8.self).debugDescription)
        }
        let reason = "the receiver answers \(code)\(text.isEmpty ? "" : ": \(text)")"
        switch command {
        case .syslog(let place):
            return code == 200 ? .taken(place) : .refused(place, reason: reason)
        case .open:
            guard code == 200 else { return .notOpened(reason: reason) }
            guard Self.takesSyslog(frame.data) else {
                return .notOpened(reason: "the receiver speaks RELP and takes no syslog over it")
            }
            isOpen = true
            return .opened
        }
    }

    /// - Shape: three digits, then a blank and a text, then a line end and more, each optional.
    private static func status(_ data: [UInt8]) -> (code: Int, text: String)? {
        let line = data.prefix { $0 != UInt8(ascii: "\n") }
        let digits = line.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard digits.count == 3, let code = Int(String(decoding: digits, as: UTF8.self)),
            line.count == 3 || line[3] == UInt8(ascii: " ")
        else { return nil }
        return (code, String(decoding: line.dropFirst(4).prefix(80), as: UTF8.self))
    }

    /// Whether the offers of an answer have a version and the command.
    private static func takesSyslog(_ data: [UInt8]) -> Bool {
        let offers = String(decoding: data, as: UTF8.self).split(separator: "\n").dropFirst()
        let commands = offers.filter { $0.hasPrefix("commands=") }
            .flatMap { $0.dropFirst("commands=".count).split(separator: ",") }
        return offers.contains { $0.hasPrefix("relp_version=") } && commands.contains("syslog")
    }
}
