/// The user of a Security event that names an account by its SID alone: its name where it is known,
/// else the SID.
struct SecurityUser: Sendable {
    let identification: Identification

    /// - Parameters:
    ///   - stated: Fields that hold the name in other events.
    ///   - accounts: Fields that hold the SID.
    init(names: inout RawFieldNames, stated: [RawField], accounts: [String]) {
        identification = Identification(
            kind: .user, stated: stated, keys: accounts.map { names.data($0) },
            name: names.data("name of SID"))
    }

    /// The name, else the SID.
    var candidates: [Candidate] {
        [Candidate(identification.name)]
            + identification.keys.map { Candidate($0, unless: .nobody) }
    }
}
