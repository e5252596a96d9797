extension DetectionEngine {
    /// The first promise of a property that does not hold, in words; nil where all do.
    var brokenInvariant: String? {
        for (index, state) in states.enumerated() {
            if let broken = state.brokenInvariant { return "detection \(index): \(broken)" }
        }
        for group in groups.all {
            for log in KeptEvents.Kind.allCases {
                if let broken = group.kept[log].brokenInvariant { return broken }
            }
        }
        let held =
            states.reduce(0) { $0 + $1.bytes } + groups.all.reduce(0) { $0 + $1.kept.bytes }
        return held == stateBytes ? nil : "all hold \(held) bytes, not \(stateBytes)"
    }

    /// Stops a debug build where a promise is broken: before time advances, and around checkpoints.
    func checkInvariants() {
        #if DEBUG
            if let broken = brokenInvariant { preconditionFailure(broken) }
        #endif
    }
}
