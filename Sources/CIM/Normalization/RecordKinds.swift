/// What raw records call themselves that can become events of some data sets.
package struct RecordKinds: Hashable, Sendable {
    /// Event ids of Windows logs, whatever their provider; ascending.
    package let eventIDs: [UInt16]
    /// Whether the process starts of CrowdStrike's sensor are among them.
    package let takesProcessRollups: Bool

    package init(of dataSets: Set<DataSet>) {
        let types = Sourcetypes.all.flatMap { type in
            dataSets.contains(type.target) ? type.recordTypes : []
        }
        var eventIDs: Set<UInt16> = []
        var takesProcessRollups = false
        for type in types {
            switch type {
            case .windows(_, let eventID): eventIDs.insert(UInt16(eventID))
            case .falcon(.processRollup2): takesProcessRollups = true
            }
        }
        self.eventIDs = eventIDs.sorted()
        self.takesProcessRollups = takesProcessRollups
    }
}

extension Sourcetype {
    fileprivate static var target: DataSet { Target.dataSet }
}
