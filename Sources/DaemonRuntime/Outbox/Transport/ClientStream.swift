import CCurl
import Dispatch
import SecurityContent

/// A connection to a receiver that stays open: TCP, TLS or a unix socket.
///
/// No call waits longer than one step; who calls looks at the time and for interruptions between.
@safe final class ClientStream {
    struct Failure: Error {
        var reason: String
        /// Whether somebody has to change something before it can go well.
        var isRefusal = false
    }

    /// Whom to connect to, and how.
    struct Target {
        /// As libcurl takes it, which knows ways to connect by the protocols that go over them:
        /// `http` for TCP, `https` for TLS.
        var url: String
        /// Of a unix socket.
        var path: String?
        /// Certificates to verify the receiver with; nil for those of the system.
        var caFile: String?
        /// Who riskd is, for receivers that ask.
        var certificateFile: String?
        var keyFile: String?
        /// How long connecting may take, and how long nothing may move.
        var timeout: Duration
    }

    /// How long one step of waiting lasts at most, after which interruptions are looked for.
    static let stepMilliseconds: Int32 = 100

    private let stream: OpaquePointer
    private let timeout: Duration
    private let interruption: Interruption

    /// Connects.
    init(to target: Target, interruption: Interruption) throws(Failure) {
        timeout = target.timeout
        self.interruption = interruption
        let created = unsafe riskd_stream_create(
            target.url, target.path, target.caFile, target.certificateFile, target.keyFile,
            target.timeout.nanoseconds / 1_000_000)
        guard let created = unsafe created else {
            throw Failure(reason: "no memory for a connection")
        }
        unsafe stream = created
        while unsafe riskd_stream_step(created, Self.stepMilliseconds) == 0 {
            if interruption.isRaised { throw Self.brokenOff }
        }
        let result = unsafe riskd_stream_result(created)
        guard result == RISKD_HTTP_ANSWERED else {
            throw Failure(reason: error, isRefusal: result == RISKD_HTTP_WRONG)
        }
    }

    deinit { unsafe riskd_stream_destroy(stream) }

    private static let brokenOff = Failure(reason: "broken off")

    private var error: String {
        FailureText.stable(unsafe String(cString: riskd_stream_error(stream)))
    }

    /// - Returns: How many of the bytes were taken; 0 where there is no room now.
    func send(_ bytes: ArraySlice<UInt8>) throws(Failure) -> Int {
        var taken = 0
        let status = unsafe bytes.withUnsafeBufferPointer {
            unsafe riskd_stream_send(stream, $0.baseAddress, $0.count, &taken)
        }
        if status == RISKD_SENDING_FAILED { throw Failure(reason: error) }
        return taken
    }

    /// What has come; empty where nothing is there now.
    func receive(_ countMax: Int = 16 << 10) throws(Failure) -> [UInt8] {
        var count = 0
        var receipt = RISKD_STREAM_NOTHING
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: countMax) { buffer, used in
            unsafe receipt = riskd_stream_receive(stream, buffer.baseAddress, countMax, &count)
            used = min(count, countMax)
        }
        switch receipt {
        case RISKD_STREAM_BYTES: return bytes
        case RISKD_STREAM_NOTHING: return []
        case RISKD_STREAM_CLOSED:
            throw Failure(reason: "the receiver closed the connection")
        default: throw Failure(reason: error)
        }
    }

    func wait(_ readiness: riskd_stream_readiness, milliseconds: Int32 = stepMilliseconds) {
        unsafe riskd_stream_wait(stream, readiness, milliseconds)
    }

    /// How many bytes the other side's kernel has not got yet, or, of a unix socket, its program.
    func underway() throws(Failure) -> Int {
        var bytes: Int32 = 0
        guard unsafe riskd_stream_underway(stream, &bytes) != 0 else {
            // Not known is not delivered.
            throw Failure(reason: "what the receiver has is not known: \(SystemError("ioctl"))")
        }
        return Int(bytes)
    }

    /// Whether the other side has closed it; what it says is passed over.
    var isClosed: Bool { unsafe riskd_stream_is_closed(stream) != 0 }

    // MARK: - Time

    /// When it is too late, if nothing moves from now on.
    var deadline: DispatchTime { .now() + .nanoseconds(timeout.nanoseconds) }

    /// - Parameter complaint: What is said, with the time behind it.
    func check(_ deadline: DispatchTime, _ complaint: String) throws(Failure) {
        if interruption.isRaised { throw Self.brokenOff }
        if DispatchTime.now() > deadline {
            throw Failure(reason: "\(complaint) for \(timeout)")
        }
    }
}
