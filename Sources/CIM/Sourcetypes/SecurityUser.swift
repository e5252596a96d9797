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

    func copy(_ record: borrowing RawRecord, to field: some DataSetField, of event: inout Event) {
        if record.range(identification.name) != nil {
            return record.copy(identification.name, to: field, of: &event)
        }
        for key in identification.keys where Identification.isIdentifier(key, of: record) {
            return record.copy(key, to: field, of: &event)
        }
    }
}
