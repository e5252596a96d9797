/// The rules whose fields somebody asks for, laid out for the events of one kind each: those of a
/// channel, and among them those of each event id that some rule names.
struct RawProgram: Sendable {
    private enum Operation: Sendable {
        case copy(FieldID)
        case first([(field: FieldID, unlessDash: Bool, cut: RawCut?)])
        case text([UInt8])
        case computed([FieldID], RawRule.Computation)
    }

    private struct Step: Sendable {
        let field: FieldID
        let stage: RawRule.Stage
        let operation: Operation
    }

    private struct Channel: Sendable {
        /// The ids that rules name, ascending, and the steps of each.
        var eventIDs: [Int] = []
        var steps: [[Step]] = []
        var others: [Step] = []

        /// The number of an id among those that rules name.
        func place(of eventID: Int) -> Int? {
            var (low, high) = (0, eventIDs.count)
            while low < high {
                let middle = (low + high) / 2
                if eventIDs[middle] < eventID { low = middle + 1 } else { high = middle }
            }
            return low < eventIDs.count && eventIDs[low] == eventID ? low : nil
        }
    }

    /// Every field that is read or made: those that are asked for and what they follow from.
    let names: [String]
    /// As ``RawChannels/each`` has them, by the number of their bit.
    private let channels: [Channel]

    /// - Parameters:
    ///   - asked: Names of fields; rules for others are left out.
    ///   - more: Names that the event has besides.
    init(asked: some Sequence<String>, more: [String], rules: [RawRule] = RawRules.all) {
        var needed = Set(asked)
        var isGrowing = true
        while isGrowing {
            let count = needed.count
            for rule in rules where needed.contains(rule.field) { needed.formUnion(rule.reads) }
            isGrowing = needed.count > count
        }
        names = needed.union(more).sorted()
        let numbers = Dictionary(
            uniqueKeysWithValues: names.enumerated().map {
                ($0.element, FieldID(index: $0.offset))
            })
        let rules = rules.filter { needed.contains($0.field) }
        var channels: [Channel] = []
        for channel in RawChannels.each {
            let own = rules.filter { $0.channels.contains(channel) }
            var named: Set<Int> = []
            for rule in own {
                named.formUnion(rule.events.named)
                if case .title(let titles) = rule.value { named.formUnion(titles.keys) }
            }
            var laidOut = Channel()
            // No event id is negative.
            laidOut.others = Self.steps(own, -1, numbers)
            laidOut.eventIDs = named.sorted()
            laidOut.steps = laidOut.eventIDs.map { Self.steps(own, $0, numbers) }
            channels.append(laidOut)
        }
        self.channels = channels
    }

    /// The rules for the events of one id, in the order of their stages: of several for one field and
    /// stage the last.
    private static func steps(
        _ rules: [RawRule], _ eventID: Int, _ numbers: [String: FieldID]
    ) -> [Step] {
        var steps: [Step] = []
        for stage in [RawRule.Stage.extract, .alias, .eval, .lookup] {
            var places: [FieldID: Int] = [:]
            for rule in rules where rule.stage == stage && rule.events.contain(eventID) {
                guard let field = numbers[rule.field],
                    let operation = operation(rule, eventID, numbers)
                else { continue }
                let step = Step(field: field, stage: stage, operation: operation)
                if let place = places[field] {
                    steps[place] = step
                } else {
                    places[field] = steps.count
                    steps.append(step)
                }
            }
        }
        return steps
    }

    private static func operation(
        _ rule: RawRule, _ eventID: Int, _ numbers: [String: FieldID]
    ) -> Operation? {
        switch rule.value {
        case .copy(let name): numbers[name].map(Operation.copy)
        case .first(let candidates):
            .first(
                candidates.compactMap { candidate in
                    numbers[candidate.name].map { ($0, candidate.unlessDash, candidate.cut) }
                })
        case .text(let text): .text(Array(text.utf8))
        case .title(let titles): titles[eventID].map { .text(Array($0.utf8)) }
        case .computed(let reads, _, let computation):
            .computed(reads.compactMap { numbers[$0] }, computation)
        }
    }

    /// Gives an event, which has the fields of its record, those that follow from them.
    func apply(to event: inout Event, of channel: RawChannels, eventID: Int) {
        let number = channel.rawValue.trailingZeroBitCount
        guard number < channels.count else { return }
        if let place = channels[number].place(of: eventID) {
            apply(channels[number].steps[place], to: &event)
        } else {
            apply(channels[number].others, to: &event)
        }
    }

    private func apply(_ steps: [Step], to event: inout Event) {
        for step in steps {
            let isFilled = event.range(of: step.field) != nil
            switch (step.stage, step.operation) {
            case (.extract, _) where isFilled, (.lookup, _) where isFilled: break
            case (.extract, .copy(let source)), (.alias, .copy(let source)):
                if event.range(of: source) != nil { event.set(step.field, sameAs: source) }
            case (_, .copy(let source)): event.set(step.field, sameAs: source)
            case (_, .first(let candidates)): Self.set(step.field, candidates, &event)
            case (_, .text(let text)): event.set(step.field, text)
            case (_, .computed(let reads, let computation)):
                computation(&event, reads, step.field)
            }
        }
    }

    private static func set(
        _ field: FieldID, _ candidates: [(field: FieldID, unlessDash: Bool, cut: RawCut?)],
        _ event: inout Event
    ) {
        for candidate in candidates {
            guard let range = event.range(of: candidate.field),
                !candidate.unlessDash || !event.isDash(range)
            else { continue }
            guard let cut = candidate.cut else {
                return event.set(field, sameAs: candidate.field)
            }
            guard let part = cut.apply(event.bytes, range), !part.isEmpty else { break }
            return event.set(field, range: part)
        }
        event.setNull(field)
    }
}
