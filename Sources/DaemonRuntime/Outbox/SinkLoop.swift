import CIM
import Dispatch
import Glibc

/// The delivery of one sink: a queue of its own, on which its courier blocks and nobody else waits.
actor SinkLoop {
    nonisolated let serial: SerialQueue
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe serial.asUnownedSerialExecutor()
    }

    private let name: String
    nonisolated private let interruption: Interruption
    private var courier: Courier
    private let log: MessageLog
    /// Ends the process: going on would not be safe.
    private let fail: @Sendable (String) -> Void
    private var timer: (any DispatchSourceTimer)?
    private var isTurnAsked = false
    private var isStopped = false
    private var stateFailures = 0

    init(
        name: String, courier: sending Courier, interruption: Interruption, log: MessageLog,
        fail: @escaping @Sendable (String) -> Void
    ) {
        serial = SerialQueue(label: "riskd.sink.\(name)")
        self.name = name
        self.interruption = interruption
        self.courier = courier
        self.log = log
        self.fail = fail
    }

    /// Asks for a turn; several calls before it give one.
    nonisolated func wake() {
        serial.queue.async { self.assumeIsolated { $0.askForTurn() } }
    }

    private func askForTurn() {
        guard !isTurnAsked else { return }
        isTurnAsked = true
        serial.queue.async { self.assumeIsolated { $0.turn() } }
    }

    private func turn() {
        isTurnAsked = false
        guard !isStopped else { return }
        timer?.cancel()
        timer = nil
        switch step(isHurried: false) {
        case .again: askForTurn()
        case .at(let time): arm(at: time)
        case .idle: break
        }
    }

    private func step(isHurried: Bool) -> Courier.Next {
        let now = DispatchTime.now().uptimeNanoseconds
        do {
            let next = try courier.step(
                at: now, wall: DaemonClock.wallTime().nanoseconds, isHurried: isHurried)
            stateFailures = 0
            return next
        } catch let error as StateError {
            fail("sink \(name): \(error)")
        } catch {
            if StateError.isDamage(error) { fail("sink \(name): \(error)") }
            // Such as a full disk: what was delivered meanwhile is taken out later.
            if stateFailures == 0 { log.write(.problem(text: "sink \(name): \(error)")) }
            stateFailures += 1
        }
        return .at(now + 1_000_000_000)
    }

    private func arm(at time: UInt64) {
        timer = serial.timer(at: DispatchTime(uptimeNanoseconds: time)) { [weak self] in
            self?.assumeIsolated { $0.turn() }
        }
    }

    // MARK: - The end

    /// Ends deliveries, each of which may use the time to deliver what waits; a call that still
    /// blocks then is broken off.
    ///
    /// - Parameters:
    ///   - isDraining: Whether to deliver what waits; otherwise only what is being sent is.
    static func stop(_ loops: [SinkLoop], isDraining: Bool, withinNanoseconds limit: UInt64) {
        let deadline = DispatchTime(
            uptimeNanoseconds: DispatchTime.now().uptimeNanoseconds + limit)
        let until = isDraining ? deadline.uptimeNanoseconds : 0
        let ends = loops.map { loop in
            let end = DispatchWorkItem { loop.assumeIsolated { $0.finish(by: until) } }
            loop.serial.queue.async(execute: end)
            return (loop, end)
        }
        for (loop, end) in ends where end.wait(timeout: deadline) == .timedOut {
            loop.interruption.raise()
            end.wait()
        }
    }

    /// Delivers what waits as long as the receiver takes it, until a monotonic time.
    private func finish(by deadline: UInt64) {
        timer?.cancel()
        isStopped = true
        while courier.isWell, DispatchTime.now().uptimeNanoseconds < deadline {
            switch step(isHurried: true) {
            case .again: continue
            case .at(let time) where courier.isWell && time < deadline:
                // Confirmations are asked for at intervals.
                let now = DispatchTime.now().uptimeNanoseconds
                if time > now { usleep(UInt32((time - now) / 1_000)) }
            default: return
            }
        }
    }
}
