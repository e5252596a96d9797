import Testing

@testable import DaemonRuntime

/// What follows from the answers of an HTTP Event Collector.
struct HECReplyTests {
    private static func outcome(
        _ status: Int, _ body: String, ack: Bool = false
    ) -> SendOutcome {
        HECReply(status: status, body: Array(body.utf8)).outcome(awaitsAcknowledgement: ack)
    }

    @Test("success is the end of it, or the number of the acknowledgement to wait for")
    func success() {
        let body = #"{"text":"Success","code":0,"ackId":17}"#
        #expect(Self.outcome(200, body) == .delivered)
        #expect(Self.outcome(200, body, ack: true) == .taken(17))
        // Other collectors leave blanks and say more.
        #expect(
            Self.outcome(200, "{ \"code\": 0, \"text\": \"OK\", \"more\": [1] }\n") == .delivered)
    }

    @Test(
        "a 200 that is not the collector's word confirms nothing",
        arguments: [
            "", "<html><body>Please log in</body></html>", "OK", "\"OK\"", "[]", "{}", "null", "0",
            #"{"text":"Success"}"#, #"{"code":"0"}"#, #"{"code":false}"#, #"{"code":null}"#,
            #"{"code":0.5}"#, #"{"acks":{}}"#, #"{"text":"Success","code":0"#, #"[{"code":0}]"#,
        ], [true, false])
    func foreign(body: String, ack: Bool) {
        guard case .refused(let reason) = Self.outcome(200, body, ack: ack) else {
            Issue.record("\(body) was taken for a confirmation")
            return
        }
        #expect(reason.hasPrefix("no answer of an HTTP Event Collector"), "\(reason)")
    }

    @Test("a 200 with another code, or without the number that was asked for, confirms nothing")
    func noSuccess() {
        #expect(
            Self.outcome(200, #"{"text":"Server is busy","code":9}"#)
                == .busy("Server is busy (HTTP status 200, code 9)"))
        #expect(
            Self.outcome(200, #"{"text":"T","code":8}"#) == .refused("T (HTTP status 200, code 8)"))
        for number in ["", #","ackId":"1""#, #","ackId":null"#, #","ackId":true"#] {
            guard
                case .refused(let reason) = Self.outcome(
                    200, #"{"text":"Success","code":0\#(number)}"#, ack: true)
            else {
                Issue.record("\(number) is no number")
                continue
            }
            #expect(reason.contains("no ackId") && reason.contains("ack: false"), "\(reason)")
        }
    }

    @Test(
        "an event that is none is set aside, whichever the collector names",
        arguments: [5, 6, 12, 13, 15])
    func events(code: Int) {
        let body = #"{"text":"T","code":\#(code),"invalid-event-number":3}"#
        let reason = "T (HTTP status 400, code \(code))"
        #expect(
            Self.outcome(400, body) == .rejected(index: 3, isRestTaken: true, reason))
        #expect(
            Self.outcome(400, body, ack: true)
                == .rejected(index: 3, isRestTaken: false, reason))
        #expect(
            Self.outcome(400, #"{"text":"T","code":\#(code)}"#) == .rejectedSome(reason))
    }

    @Test("a token, an index or a channel is somebody's to mend, and the message says whose")
    func refusals() {
        for (status, code, advice) in [
            (403, 1, "enable the token"), (401, 2, "put a token"), (401, 3, "form"),
            (403, 4, "does not know the token"), (400, 7, "allow the indexes"), (400, 10, "T"),
            (400, 14, "ack: false"),
        ] {
            let body = #"{"text":"T","code":\#(code),"invalid-event-number":0}"#
            guard case .refused(let reason) = Self.outcome(status, body) else {
                Issue.record("code \(code) is no refusal")
                continue
            }
            #expect(reason.contains(advice), "\(reason)")
        }
        #expect(Self.outcome(404, "<html>") == .refused("HTTP status 404: <html>"))
        #expect(Self.outcome(301, "") == .refused("HTTP status 301"))
    }

    @Test("a failure is the same text however long it took")
    func stableText() {
        #expect(
            FailureText.stable("Failed to connect to h port 1 after 17 ms: refused")
                == FailureText.stable("Failed to connect to h port 1 after 1 ms: refused"))
        #expect(
            FailureText.stable("Operation timed out after 5001 milliseconds with 0 bytes received")
                == "Operation timed out with 0 bytes received")
    }

    @Test("what passes by itself is tried again", arguments: [408, 429, 500, 502, 503, 504])
    func busy(status: Int) {
        #expect(Self.outcome(status, "") == .busy("HTTP status \(status)"))
        #expect(Self.outcome(413, "") == .rejectedSome("HTTP status 413"))
    }

    @Test("acknowledgements are those that are true, and what is no answer is none")
    func acknowledgements() {
        func acknowledged(_ body: String) -> Set<Int64>? {
            HECReply(status: 200, body: Array(body.utf8)).acknowledged
        }
        #expect(acknowledged(#"{"acks":{"0":true,"1":false,"12":true,"x":true}}"#) == [0, 12])
        for body in ["", "[]", "{}", #"{"acks":[0]}"#, "\u{0}", "{\"acks\":"] {
            #expect(acknowledged(body) == nil)
        }
    }
}
