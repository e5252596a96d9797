package import CIM
package import SPL

/// A row that a detection returned for one window, as records are made of it.
package struct ResultRow: Sendable {
    package var detection: Detection
    package var window: Window
    package var columns: [String]
    package var row: Row
    /// Its place in the result of the search, from 0 (`orig_rid`).
    package var index: Int
    /// 1 for the first emission, one more for each amendment that changed the row; 0 where its
    /// window is not over yet.
    package var revision: Int
    /// Whether the row came of late events, after its window had fired.
    package var isLate: Bool

    /// Of an early row, reported before its window is over: time of the newest event that matched.
    package var earlyAt: Timestamp?

    package var isEarly: Bool { earlyAt != nil }

    /// The cell of a column; null where there is none.
    package func value(_ column: String) -> Value {
        columns.firstIndex(of: column).map { row.cells[$0] } ?? .null
    }

    /// The identity of a record made of this row: 32 hexadecimal digits.
    ///
    /// The same input gives the same identity, so that a consumer can drop a repeat. No clock, no
    /// path and no host name are in it.
    func identity(of kind: String, _ parts: [String]) -> String {
        identity(of: kind, parts, revision: revision)
    }

    /// Of an early row: the identity of the record that the same row gives when its window is over.
    func finalIdentity(of kind: String, _ parts: [String]) -> String? {
        isEarly ? identity(of: kind, parts, revision: 1) : nil
    }

    private func identity(of kind: String, _ parts: [String], revision: Int) -> String {
        var hash = SHA256()
        hash.update(field: kind)
        hash.update(field: detection.id)
        hash.update(field: String(window.tick.nanoseconds))
        hash.update(field: String(window.start.nanoseconds))
        hash.update(field: String(window.end.nanoseconds))
        hash.update(field: row.identity)
        hash.update(field: String(revision))
        for part in parts { hash.update(field: part) }
        return hash.finalize().prefix(16).hexadecimal
    }
}
