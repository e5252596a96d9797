/// What is known beside the records: names that they do not hold.
package struct Identities: Sendable {
    /// Names of computers by `aid`.
    package var sensors: IdentityTable
    /// Names of users by SID.
    package var users: IdentityTable

    package init(limits: IdentityTable.Limits = IdentityTable.Limits()) {
        sensors = IdentityTable(limits: limits)
        users = IdentityTable(limits: limits)
    }
}

/// What a record said too little of, so that an event names it by something else.
package struct IdentityGaps: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The computer is called by the id of its sensor.
    package static let hostByID = IdentityGaps(rawValue: 1)
    /// The computer is not named at all.
    package static let hostUnknown = IdentityGaps(rawValue: 2)
    /// The user is called by a SID.
    package static let userByID = IdentityGaps(rawValue: 4)
}
