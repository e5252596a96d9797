import CIM
import Dispatch
import SecurityContent

/// Looks for files of identities that changed, on a queue of its own, so that reading a large one
/// holds up nothing.
final class IdentityWatch: Sendable {
    private let queue = DispatchQueue(label: "riskd.identities", qos: .utility)
    /// Confined to the queue.
    private nonisolated(unsafe) var files: IdentityFiles
    private nonisolated(unsafe) var timer: (any DispatchSourceTimer)?
    private let log: MessageLog

    /// How often it looks; what changed is read when it has rested for as long.
    private static let intervalNanoseconds = 10_000_000_000

    /// - Parameter files: Loaded.
    init(_ files: sending IdentityFiles, log: MessageLog) {
        unsafe self.files = files
        self.log = log
    }

    /// - Parameter take: Gets what is known by now, on the queue of the watch.
    func start(
        every nanoseconds: Int = intervalNanoseconds,
        _ take: @escaping @Sendable (Identities) -> Void
    ) {
        queue.sync {
            let timer = DispatchSource.makeTimerSource(queue: queue)
            timer.schedule(
                deadline: .now() + .nanoseconds(nanoseconds),
                repeating: .nanoseconds(nanoseconds), leeway: .nanoseconds(nanoseconds / 5))
            timer.setEventHandler { [weak self] in self?.look(take) }
            unsafe self.timer = timer
            timer.resume()
        }
    }

    func stop() {
        queue.sync {
            unsafe timer?.cancel()
            unsafe timer = nil
        }
    }

    private func look(_ take: (Identities) -> Void) {
        guard unsafe timer != nil, unsafe files.reload() else { return }
        let identities = unsafe files.identities
        log.write(
            .identitiesRead(sensors: identities.sensors.count, users: identities.users.count))
        for problem in unsafe files.takeProblems() { log.write(.contentProblem(problem)) }
        take(identities)
    }
}
