package import RiskDetection

extension RecordFramer {
    /// A framer that hands out only what may matter to the detections of a plan.
    ///
    /// - Parameter hitsMax: Hits of one search beyond which all that was searched is read.
    /// - Returns: Nil where the plan cannot be used, or the build has no search.
    package static func filtered(
        by plan: PrefilterPlan, recordBytesMax: Int = defaultRecordBytesMax,
        hitsMax: Int? = nil
    ) -> RecordFramer? {
        Prefilter(plan, hitsMax: hitsMax ?? Prefilter.hitsMax).map {
            RecordFramer(recordBytesMax: recordBytesMax, prefilter: $0)
        }
    }

    /// Records that were kept back.
    package var passedOver: Int { passed.count }
}
