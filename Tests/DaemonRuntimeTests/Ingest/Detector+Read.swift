import CIM

@testable import DaemonRuntime

extension Detector {
    /// Takes in every record of a text that a prefilter, where there is one, does not pass over.
    ///
    /// - Returns: How many records were passed over.
    mutating func read(_ text: [UInt8], _ prefilter: Prefilter?) -> Int {
        var framer = RecordFramer(prefilter: prefilter)
        framer.feed(text, piece: max(1, text.count)) { kind, record, start, _ in
            guard kind == .record else { return }
            _ = take(record, as: .automatic, path: "", offset: start)
            while hasNext { _ = takeNext(path: "", offset: start) }
        }
        return framer.passed.count
    }
}
