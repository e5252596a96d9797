import Dispatch

/// Shipping on a queue of its own: nobody else waits for brokers.
actor ShipperLoop {
    nonisolated let serial = SerialQueue(label: "riskd.ship")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe serial.asUnownedSerialExecutor()
    }

    private let shipper: Shipper
    private var timer: (any DispatchSourceTimer)?
    private var isTurnAsked = false
    private var isStopped = false

    /// How long one wait for confirmations blocks the queue, and so a stop.
    private static let waitMilliseconds: Int32 = 100
    /// New segments are looked for so often, should nobody say that there are any.
    private static let pollNanoseconds: UInt64 = 5_000_000_000

    init(_ shipper: sending Shipper) { self.shipper = shipper }

    /// Asks for a turn; several calls before it give one.
    nonisolated func wake() {
        serial.queue.async { self.assumeIsolated { $0.askForTurn() } }
    }

    private func askForTurn() {
        guard !isTurnAsked, !isStopped else { return }
        isTurnAsked = true
        serial.queue.async { self.assumeIsolated { $0.turn() } }
    }

    private func turn() {
        isTurnAsked = false
        guard !isStopped else { return }
        timer?.cancel()
        timer = nil
        let now = DispatchTime.now().uptimeNanoseconds
        switch shipper.step(at: now) {
        case .again: askForTurn()
        case .wait:
            shipper.wait(milliseconds: Self.waitMilliseconds)
            askForTurn()
        case .idle: arm(at: now + Self.pollNanoseconds)
        case .at(let time): arm(at: time)
        }
    }

    private func arm(at time: UInt64) {
        timer = serial.timer(at: DispatchTime(uptimeNanoseconds: time)) { [weak self] in
            self?.assumeIsolated { $0.askForTurn() }
        }
    }

    /// Ends, and waits so long at most for what is on its way.
    ///
    /// - Parameter isDraining: Whether also for what waits in the spool.
    nonisolated func stop(isDraining: Bool, withinNanoseconds limit: UInt64) {
        let deadline = DispatchTime.now().uptimeNanoseconds + limit
        serial.queue.sync {
            self.assumeIsolated {
                $0.isStopped = true
                $0.timer?.cancel()
                $0.shipper.finish(until: deadline, isDraining: isDraining) {
                    DispatchTime.now().uptimeNanoseconds
                }
            }
        }
    }
}
