import CIM

/// What sources lack, told the first time and then at each power of ten.
struct SourceWatch {
    private enum Fact: Hashable {
        case hostsByID, hostsUnknown, usersByID, tooLate
        case shift(Int)
    }

    /// By source: the count from which on a fact is news again.
    private var next: [[Fact: Int]]

    init(sources: Int) { next = Array(repeating: [:], count: sources) }

    /// - Parameter names: Of the sources.
    mutating func news(_ traffic: [SourceTraffic], names: [String]) -> [DaemonMessage] {
        var news: [DaemonMessage] = []
        for (index, name) in names.enumerated() where traffic.indices.contains(index) {
            let seen = traffic[index].observed
            if isNews(.hostsByID, seen.hostsByID, index) {
                news.append(.hostsByID(source: name, total: seen.hostsByID))
            }
            if isNews(.hostsUnknown, seen.hostsUnknown, index) {
                news.append(.hostsUnknown(source: name, total: seen.hostsUnknown))
            }
            if isNews(.usersByID, seen.usersByID, index) {
                news.append(.usersByID(source: name, total: seen.usersByID))
            }
            if isNews(.tooLate, seen.tooLate, index) {
                news.append(
                    .tooLate(
                        source: name, total: seen.tooLate,
                        example: seen.lastTooLate?.rfc3339 ?? ""))
            }
            for finding in seen.shifts.findings
            where isNews(.shift(finding.kind.number), finding.events, index) {
                news.append(
                    .clockShifted(
                        source: name, text: finding.text, distance: finding.distance,
                        total: finding.events))
            }
        }
        return news
    }

    private mutating func isNews(_ fact: Fact, _ total: Int, _ source: Int) -> Bool {
        let threshold = next[source][fact] ?? 1
        guard total >= threshold else { return false }
        var power = threshold
        while power <= total { power *= 10 }
        next[source][fact] = power
        return true
    }
}

extension ClockShifts.Finding.Kind {
    fileprivate var number: Int {
        switch self {
        case .ahead: 0
        case .behind: 1
        case .witnessed: 2
        }
    }
}

extension ClockShifts.Finding {
    /// What an operator makes of it.
    var text: String {
        switch kind {
        case .ahead:
            "\(events) event(s) are ahead of the clock, the last by \(distance): their zone is not "
                + "set (sources[].timezone), or a clock is wrong"
        case .behind:
            "events keep coming with times \(distance) from the clock, \(events) so far: their zone "
                + "is not set (sources[].timezone), or they are delivered hours late"
        case .witnessed:
            "times without a zone are \(distance) from UTC by what \(events) event(s) say "
                + "themselves; these were corrected, others of the same machines cannot be: set "
                + "sources[].timezone"
        }
    }
}
