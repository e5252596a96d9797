import TestSupport

/// Something that takes bytes from outside, and what has to hold of it for any bytes.
protocol FuzzTarget: AnyObject, SendableMetatype {
    static var name: String { get }

    /// Sound inputs, from which the others are made.
    static var seeds: [[UInt8]] { get }

    /// Pieces that mean something to it.
    static var words: [String] { get }

    init()

    /// Runs one input; a property that does not hold traps.
    ///
    /// - Returns: What kind of outcome that was: an input of a new kind is worth changing further.
    func run(_ input: [UInt8], _ random: inout SplitMix64) -> Int
}

/// All of them, in the order of the path of a record.
let fuzzTargets: [any FuzzTarget.Type] = [
    FramingTarget.self, DenseTarget.self, SyslogTarget.self, RecordTarget.self, SearchTarget.self,
    ContentTarget.self, ConfigurationTarget.self, CheckpointTarget.self, StateTarget.self,
    PositionTarget.self, RELPTarget.self,
]

/// A number for a text, the same in every process (FNV-1a).
func fuzzKind(_ text: String) -> Int {
    Int(
        truncatingIfNeeded: text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        })
}
