/// A frame of the Reliable Event Logging Protocol.
///
/// - Shape: `TXNR SP COMMAND SP DATALEN [SP DATA] LF`
///
/// Source: librelp, doc/relp.md, "RELP frame".
struct RELPFrame: Equatable {
    /// 0 is a hint, which nobody answers.
    var transaction: Int
    var command: String
    var data: [UInt8]

    /// Digits of a number at most.
    static let digitsMax = 9
    /// The highest number of a transaction; 1 follows.
    static let transactionMax = 999_999_999
    /// Letters of a command at most.
    static let commandBytesMax = 32
    /// Bytes of data in a frame that is read. Answers are short; the protocol's first version has
    /// this limit for all frames.
    static let dataBytesMax = 128 << 10

    /// - Parameter data: 999,999,999 bytes at most.
    static func append(
        _ command: String, _ data: [UInt8], transaction: Int, to bytes: inout [UInt8]
    ) {
        bytes += Array("\(transaction) \(command) \(data.count)".utf8)
        if !data.isEmpty {
            bytes.append(UInt8(ascii: " "))
            bytes += data
        }
        bytes.append(UInt8(ascii: "\n"))
    }
}

/// What the other side sent is no RELP.
package struct RELPProtocolError: Error, Equatable {
    package var reason: String
}

/// Cuts frames out of what comes, in pieces of any size.
struct RELPFrameReader {
    private var bytes: [UInt8] = []

    /// Longest frame but for its data: two numbers, a command, blanks and the line end.
    private static let headerBytesMax = 2 * RELPFrame.digitsMax + RELPFrame.commandBytesMax + 4

    mutating func append(_ more: [UInt8]) { bytes += more }

    /// Whether nothing of a frame is there.
    var isEmpty: Bool { bytes.isEmpty }

    /// The next whole frame; nil where more has to come first.
    mutating func next() throws(RELPProtocolError) -> RELPFrame? {
        var place = 0
        guard let transaction = try number(at: &place), let command = try word(at: &place),
            let count = try number(at: &place, isLast: true)
        else {
            if bytes.count > Self.headerBytesMax { throw noFrame }
            return nil
        }
        guard count <= RELPFrame.dataBytesMax else {
            throw RELPProtocolError(
                reason: "the receiver sends a frame of \(count) bytes, more than the "
                    + "\(RELPFrame.dataBytesMax) of an answer")
        }
        var data: [UInt8] = []
        if count > 0 {
            guard place < bytes.count else { return nil }
            guard bytes[place] == UInt8(ascii: " ") else { throw noFrame }
            guard bytes.count - place - 1 >= count else { return nil }
            data = Array(bytes[(place + 1)..<(place + 1 + count)])
            place += 1 + count
        }
        guard place < bytes.count else { return nil }
        guard bytes[place] == UInt8(ascii: "\n") else { throw noFrame }
        bytes.removeFirst(place + 1)
        return RELPFrame(transaction: transaction, command: command, data: data)
    }

    /// A number and, where it is not the last, the blank behind it; nil where its end has not come.
    private func number(
        at place: inout Int, isLast: Bool = false
    ) throws(RELPProtocolError) -> Int? {
        let digits = bytes[place...].prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard digits.count <= RELPFrame.digitsMax else { throw noFrame }
        guard digits.endIndex < bytes.count else { return nil }
        guard !digits.isEmpty, let number = Int(String(decoding: digits, as: UTF8.self)),
            isLast || bytes[digits.endIndex] == UInt8(ascii: " ")
        else { throw noFrame }
        place = digits.endIndex + (isLast ? 0 : 1)
        return number
    }

    private func word(at place: inout Int) throws(RELPProtocolError) -> String? {
        let letters = bytes[place...].prefix {
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20
        }
        guard letters.count <= RELPFrame.commandBytesMax else { throw noFrame }
        guard letters.endIndex < bytes.count else { return nil }
        guard !letters.isEmpty, bytes[letters.endIndex] == UInt8(ascii: " ") else { throw noFrame }
        place = letters.endIndex + 1
        return String(decoding: letters, as: UTF8.self)
    }

    private var noFrame: RELPProtocolError {
        let start = String(decoding: bytes.prefix(40), as: UTF8.self)
        return RELPProtocolError(
            reason: "what the receiver sends is no RELP: \(start.debugDescription)")
    }
}
