/// Sysmon 22, query of a name.
///
/// Source: facts about Splunk_TA_microsoft_sysmon 5 that a generator of such events asserts in its
/// tests: answers are what stands in `QueryResults` between semicolons, less `type: <n>`. Splunk keeps
/// several answers as several values; here they are one text, separated by commas.
struct SysmonQuery: Sourcetype {
    private typealias Field = Resolution.Field

    private let selector = WindowsEventSelector.sysmon(["22"])
    private let actor: SysmonActor
    private let query: RawField
    private let status: RawField
    private let results: RawField

    init(names: inout RawFieldNames) {
        actor = SysmonActor(names: &names)
        query = names.data("QueryName")
        status = names.data("QueryStatus")
        results = names.data("QueryResults")
    }

    let deciding = SystemField.deciding
    let times = SystemField.times
    var model: any DataSetModel.Type { Resolution.self }

    func claims(_ record: borrowing RawRecord) -> Bool { selector.match(record) != nil }

    func map(_ record: borrowing RawRecord, profile: Profile, into event: inout Event) {
        record.copyComputer(to: Field.src, host: Field.host, of: &event)
        record.copy(actor.processID, to: Field.process_id, of: &event)
        record.copy(actor.processGUID, to: Field.process_guid, of: &event)
        record.copy(actor.image, to: Field.process_exec, of: &event)
        actor.copyImageName(
            of: Field.process_exec, to: .process_name, isLinux: false, of: &event)
        event.set(Field.process_exec, sameAs: .process_name)
        actor.copyUser(record, to: Field.user, profile: profile, of: &event)
        record.copy(query, to: Field.query, of: &event)
        event.set(Field.query_count, "1")
        record.copy(status, to: Field.reply_code_id, of: &event)
        let isAnswered = record.matches(status, Self.success)
        event.set(Field.reply_code, isAnswered ? "No Error" : "Error")
        event.set(Field.message_type, "Response")
        if let range = record.range(results) {
            let answers = Self.answers(record.arena[range])
            if !answers.isEmpty { event.set(Field.answer.id, answers) }
        }
        event.set(Field.vendor_product, "Microsoft Sysmon")
        event.set(Field.sourcetype, SysmonActor.sourcetype(isLinux: false))
        event.set(Field.source, SysmonActor.source(isLinux: false))
    }

    /// `type:  5 a.example;192.0.2.1;` gives `a.example,192.0.2.1`; a dash gives nothing.
    private static func answers(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var answers: [UInt8] = []
        for part in text.split(separator: UInt8(ascii: ";")) where !part.elementsEqual(none) {
            var answer = part.drop(while: ASCII.isSpace)
            if answer.starts(with: type) {
                answer = answer.dropFirst(type.count).drop(while: ASCII.isSpace)
                    .drop(while: ASCII.isWord).drop(while: ASCII.isSpace)
            }
            guard !answer.isEmpty else { continue }
            if !answers.isEmpty { answers.append(UInt8(ascii: ",")) }
            answers += answer
        }
        return answers
    }

    private static let success = Array("0".utf8)
    private static let none = Array("-".utf8)
    private static let type = Array("type:".utf8)
}
