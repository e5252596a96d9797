import Dispatch

/// Changes of files as inotify tells them, where that is possible; the poll finds them anyway. What
/// was not possible is tried again at each look, as limits are raised and others end.
struct FileWatch {
    private var make: (() throws(SystemError) -> InotifyWatcher)?
    private var watcher: InotifyWatcher?
    /// Why some changes are found by the poll only; nil if inotify reports all of them.
    private(set) var problem: String?

    mutating func start(
        on queue: DispatchQueue, watchesMax: Int, wake: @escaping @Sendable () -> Void
    ) {
        make = { () throws(SystemError) in
            try InotifyWatcher(queue: queue, watchesMax: watchesMax, wake: wake)
        }
    }

    mutating func stop() {
        make = nil
        watcher?.cancel()
        watcher = nil
    }

    func setPaused(_ isPaused: Bool) { watcher?.setPaused(isPaused) }

    /// What happened since the last call.
    func takeChanges() -> [InotifyWatcher.Change] { watcher?.takeChanges() ?? [] }

    /// Watches directories.
    ///
    /// - Returns: What the operator is told; nil where nothing is new.
    mutating func watch(_ directories: [[UInt8]]) -> IngestEvent? {
        guard let make else { return nil }
        do throws(SystemError) {
            let watcher: InotifyWatcher
            if let known = self.watcher { watcher = known } else { watcher = try make() }
            self.watcher = watcher
            return note(watcher.watch(directories))
        } catch {
            return note(error.description)
        }
    }

    private mutating func note(_ new: String?) -> IngestEvent? {
        defer { problem = new }
        // The next directory that cannot be watched is no news.
        guard new == nil || problem == nil, new != problem else { return nil }
        return new.map { .unwatched(reason: $0) } ?? .watched
    }
}
