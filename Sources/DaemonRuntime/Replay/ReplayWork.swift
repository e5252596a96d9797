import CIM
import Dispatch
import Synchronization

/// Files that several threads read, each into a detector of its own.
final class ReplayWork: Sendable {
    private struct State {
        /// The next file to be taken; in order, so that what is kept of the first skips is.
        var next = 0
        var readBytes: UInt64 = 0
        var records = 0
        var failures: [(file: Int, error: String)] = []
        var readers: [(number: Int, detector: Detector, passedOver: Int)] = []
    }

    private let paths: [String]
    private let format: RecordFormat
    private let state = Mutex(State())

    init(_ paths: [String], as format: RecordFormat) {
        self.paths = paths
        self.format = format
    }

    /// What all threads together have read.
    struct Result {
        var readBytes: UInt64
        /// In the order of the files.
        var failures: [String]
        var detectors: [Detector]
        var passedOver: Int
    }

    /// Reads all files with so many threads.
    ///
    /// - Parameters:
    ///   - makeReader: Called on the thread that reads.
    ///   - progress: Gets the bytes and the records read so far.
    func run(
        threads: Int, makeReader: @Sendable () -> ReplayReader,
        progress: @Sendable (UInt64, Int) -> Void
    ) -> Result {
        DispatchQueue.concurrentPerform(iterations: threads) { number in
            var reader = makeReader()
            while let file = take() {
                read(file, &reader, progress)
            }
            let (detector, passedOver) = (reader.detector, reader.passedOver)
            state.withLock { $0.readers.append((number, detector, passedOver)) }
        }
        return state.withLock { state in
            let readers = state.readers.sorted { $0.number < $1.number }
            return Result(
                readBytes: state.readBytes,
                failures: state.failures.sorted { $0.file < $1.file }.map(\.error),
                detectors: readers.map(\.detector),
                passedOver: readers.reduce(0) { $0 + $1.passedOver })
        }
    }

    private func take() -> Int? {
        state.withLock { state in
            guard state.next < paths.count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    private func read(
        _ file: Int, _ reader: inout ReplayReader, _ progress: @Sendable (UInt64, Int) -> Void
    ) {
        var before: UInt64 = 0
        do {
            try reader.read(paths[file], as: format) { read, records in
                let (bytes, all) = state.withLock { state in
                    state.readBytes += read - before
                    state.records += records
                    return (state.readBytes, state.records)
                }
                before = read
                progress(bytes, all)
            }
        } catch {
            let text = "\(error)"
            state.withLock { $0.failures.append((file, text)) }
        }
    }
}
