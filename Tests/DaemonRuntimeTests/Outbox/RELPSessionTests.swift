import Testing

@testable import DaemonRuntime

/// Frames and answers of RELP, as bytes.
struct RELPSessionTests {
    private static func frames(_ text: String, pieces: Int) throws -> [RELPFrame] {
        var reader = RELPFrameReader()
        var frames: [RELPFrame] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            reader.append(Array(bytes[start..<min(start + pieces, bytes.count)]))
            while let frame = try reader.next() { frames.append(frame) }
        }
        #expect(reader.isEmpty)
        return frames
    }

    @Test("frames are cut out of pieces of every size", arguments: 1...40)
    func pieces(size: Int) throws {
        let text = "1 rsp 6 200 OK\n999999999 rsp 3 a\nb\n0 serverclose 0\n7 rsp 1  \n"
        #expect(
            try Self.frames(text, pieces: size) == [
                RELPFrame(transaction: 1, command: "rsp", data: Array("200 OK".utf8)),
                RELPFrame(transaction: 999_999_999, command: "rsp", data: Array("a\nb".utf8)),
                RELPFrame(transaction: 0, command: "serverclose", data: []),
                RELPFrame(transaction: 7, command: "rsp", data: [0x20]),
            ])
    }

    @Test("each limit of a frame is taken, and what is beyond is no frame")
    func limits() throws {
        let word = String(repeating: "a", count: RELPFrame.commandBytesMax)
        #expect(try Self.frames("999999999 \(word) 0\n", pieces: 5).first?.command == word)
        let data = String(repeating: "x", count: RELPFrame.dataBytesMax)
        #expect(
            try Self.frames("1 rsp \(data.utf8.count) \(data)\n", pieces: 9_999).first?.data.count
                == RELPFrame.dataBytesMax)
        for text in [
            "1234567890 rsp 0\n", "1 \(word)a 0\n", "1 rsp 1234567890 ", "1 rsp 131073 x",
            "x", " ", "\n", "1 2", "1  rsp", "1 rsp x", "1 rsp 2\n", "1 rsp 1 xy", "1 rsp 0 \n",
            "1 rsp 0x", "HTTP/1.1 400 Bad Request\r\n", "\u{0}", "1 rsp \n", "-1 rsp 0\n",
            "12345678901234567890",
        ] {
            #expect(throws: RELPProtocolError.self, "\(text)") {
                var reader = RELPFrameReader()
                reader.append(Array(text.utf8))
                while try reader.next() != nil {}
            }
        }
        // Nothing is wrong yet.
        for text in ["", "1", "123456789", "1 ", "1 rsp", "1 rsp ", "1 rsp 123456", "1 rsp 2 x"] {
            var reader = RELPFrameReader()
            reader.append(Array(text.utf8))
            #expect(try reader.next() == nil)
        }
    }

    private static func answers(
        _ session: inout RELPSession, _ text: String
    ) throws -> [RELPSession.Answer] {
        var answers: [RELPSession.Answer] = []
        try session.receive(Array(text.utf8)) { answers.append($0) }
        return answers
    }

    private static let opening =
        "200 OK\nrelp_version=0\nrelp_software=x,1\ncommands=eventlog,syslog"

    private static func opened() throws -> RELPSession {
        var session = RELPSession()
        var bytes: [UInt8] = []
        session.open(into: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "1 open 50 relp_version=0\nrelp_software=riskd\ncommands=syslog\n")
        #expect(
            try answers(&session, "1 rsp \(opening.utf8.count) \(opening)\n") == [.opened])
        #expect(session.isOpen)
        return session
    }

    @Test("messages are answered one by one, in any order")
    func answers() throws {
        var session = try Self.opened()
        var bytes: [UInt8] = []
        for place in 0..<3 { session.syslog(Array("<1>x".utf8), place: place, into: &bytes) }
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "2 syslog 4 <1>x\n3 syslog 4 <1>x\n4 syslog 4 <1>x\n")
        #expect(session.unanswered == 3)
        #expect(
            try Self.answers(&session, "4 rsp 6 200 OK\n2 rsp 3 200\n3 rsp 8 500 full\n") == [
                .taken(2), .taken(0), .refused(1, reason: "the receiver answers 500: full"),
            ])
        #expect(session.unanswered == 0)
        bytes = []
        session.close(into: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "5 close 0\n" && !session.isOpen)
    }

    @Test("numbers of transactions begin anew behind the highest")
    func wraps() {
        var session = RELPSession(transaction: RELPFrame.transactionMax)
        var bytes: [UInt8] = []
        session.syslog([0x61], place: 0, into: &bytes)
        session.syslog([0x62], place: 1, into: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self) == "999999999 syslog 1 a\n1 syslog 1 b\n")
    }

    @Test("what is no answer ends the session, after the answers before it")
    func violations() throws {
        for (text, reason) in [
            ("0 serverclose 0\n", "closed the session"), ("3 rsp 6 200 OK\n", "transaction 3"),
            ("2 rsp 2 20\n", "no status"), ("2 rsp 6 200OK!\n", "no status"),
            ("2 rsp 0\n", "no status"), ("2 rsp 4 2000\n", "no status"),
            ("2 syslog 1 x\n", "command syslog"), ("hello\n", "no RELP: \"hello"),
        ] {
            var session = try Self.opened()
            var bytes: [UInt8] = []
            session.syslog([0x61], place: 7, into: &bytes)
            do {
                _ = try Self.answers(&session, text)
                Issue.record("\(text) was taken")
            } catch let error as RELPProtocolError {
                #expect(error.reason.contains(reason), "\(error.reason)")
            }
            session = try Self.opened()
            session.syslog([0x61], place: 7, into: &bytes)
            var answers: [RELPSession.Answer] = []
            #expect(throws: RELPProtocolError.self) {
                try session.receive(Array("2 rsp 6 200 OK\n\(text)".utf8)) { answers.append($0) }
            }
            #expect(answers == [.taken(7)])
        }
    }

    @Test(
        "a receiver that takes no syslog is told of",
        arguments: [
            "500 no", "200 OK\nrelp_version=0\ncommands=eventlog", "200 OK\ncommands=syslog", "200",
            "200 OK\nrelp_version=0\ncommands=syslogs",
        ])
    func notOpened(data: String) throws {
        var session = RELPSession()
        var bytes: [UInt8] = []
        session.open(into: &bytes)
        let answers = try Self.answers(&session, "1 rsp \(data.utf8.count) \(data)\n")
        guard case .notOpened? = answers.first else {
            Issue.record("\(answers)")
            return
        }
        #expect(!session.isOpen)
    }
}
