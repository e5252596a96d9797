/// Where the value of a field of an event came from.
package struct FieldOrigin: Equatable, Sendable {
    /// Names of the raw fields that it follows from, in the order of their slots; empty where no
    /// field of the record decided it.
    package var rawFields: [String]
    /// Whether the value is one of those as it is.
    package var isVerbatim: Bool
    /// Whether the data model calculated it, or filled in `unknown`; the source gave none, or
    /// another one.
    package var isCalculated: Bool

    package init(rawFields: [String], isVerbatim: Bool, isCalculated: Bool) {
        self.rawFields = rawFields
        self.isVerbatim = isVerbatim
        self.isCalculated = isCalculated
    }
}
