import CIM
import SPL

/// The rows that a fired window gave, so that an amendment can tell which rows are news.
struct FiredWindow: Equatable, Sendable {
    let window: Window
    /// By row identity: how often the row was emitted, and a digest of what it said last.
    var rows: [[UInt8]: EmittedRow]
    /// Whether it differs from what the last checkpoint holds.
    var isDirty = true

    /// An estimate of the memory that it holds.
    var bytes: Int { rows.reduce(256) { $0 + EmittedRow.bytes(of: $1.key) } }
}

/// The state of one emitted row.
struct EmittedRow: Equatable, Sendable {
    /// 1 after the first report; 0 as long as the row was only reported early.
    var revision: Int
    var digest: [UInt8]

    /// An estimate of the memory that a row holds: with its place in a table, and the heads of its
    /// key and digest.
    static func bytes(of identity: [UInt8]) -> Int { identity.count + 256 }
}
