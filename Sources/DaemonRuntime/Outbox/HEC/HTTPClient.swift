import CCurl

/// POST requests to one receiver, over connections that stay open.
@safe final class HTTPClient {
    /// What came of a request.
    enum Answer: Equatable {
        case reply(status: Int, body: [UInt8])
        /// The receiver cannot be reached, or the connection broke.
        case unreachable(String)
        /// Address or certificate: another try gives the same.
        case wrong(String)
    }

    /// How long a step of a request lasts at most, after which interruptions are looked for.
    private static let stepMilliseconds: Int32 = 200

    private let http: OpaquePointer
    private let interruption: Interruption

    /// - Parameters:
    ///   - caFile: Certificates to verify the receiver with; nil for those of the system.
    ///   - proxy: Nil for none, whatever the environment says.
    init(
        caFile: String?, proxy: String?, timeoutMilliseconds: Int, interruption: Interruption
    ) {
        guard let http = unsafe riskd_http_create(caFile, proxy, timeoutMilliseconds) else {
            fatalError("no memory for a connection")
        }
        unsafe self.http = http
        self.interruption = interruption
    }

    deinit { unsafe riskd_http_destroy(http) }

    /// Waits for the answer, as long as nobody interrupts.
    ///
    /// - Parameter headers: Without line ends.
    func post(_ body: [UInt8], to url: String, headers: [String]) -> Answer {
        let lines = headers.map { $0 + "\n" }.joined()
        unsafe body.withUnsafeBufferPointer {
            unsafe riskd_http_begin(http, url, lines, $0.baseAddress, $0.count)
        }
        while unsafe riskd_http_step(http, Self.stepMilliseconds) == 0 {
            guard !interruption.isRaised else {
                unsafe riskd_http_cancel(http)
                return .unreachable("broken off")
            }
        }
        let error = FailureText.stable(unsafe String(cString: riskd_http_error(http)))
        switch unsafe riskd_http_result(http) {
        case RISKD_HTTP_ANSWERED:
            return .reply(status: unsafe riskd_http_status(http), body: reply)
        case RISKD_HTTP_WRONG: return .wrong(error)
        default: return .unreachable(error)
        }
    }

    private var reply: [UInt8] {
        var count = 0
        guard let start = unsafe riskd_http_reply(http, &count) else { return [] }
        return unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    }
}
