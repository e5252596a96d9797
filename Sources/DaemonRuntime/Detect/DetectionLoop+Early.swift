import Dispatch
import RiskDetection

extension DetectionLoop {
    /// A first match is reported at once; later matches at most so often.
    private static let earlyNanoseconds: UInt64 = 1_000_000_000

    /// Reports matches in windows that are not over, for detections under `early`.
    func tellEarly() {
        guard steps.hasEarlyMatches, !isStopped, steps.pending == nil, !isHeld(), earlyTimer == nil,
            let now = settings.clock.now()
        else { return }
        let passed = lastEarly.map {
            DispatchTime.now().uptimeNanoseconds &- $0.uptimeNanoseconds
        }
        if let passed, passed < Self.earlyNanoseconds {
            return arm(&earlyTimer, after: .nanoseconds(Int(Self.earlyNanoseconds - passed))) {
                $0.earlyTimer = nil
                $0.tellEarly()
            }
        }
        lastEarly = .now()
        let records = steps.tellEarly(before: now)
        if !records.isEmpty { checkpoint(records) }
    }

    /// The early records that still wait for their second: they go out with a checkpoint. The state
    /// does not hold matches that are still to be reported early, so all matches before a
    /// checkpoint must be reported with it. So whatever ends the process, this run reports a match
    /// or the next reads it again.
    func earlyRecords() -> [OutputRecord] {
        guard steps.hasEarlyMatches, let now = settings.clock.now() else { return [] }
        lastEarly = .now()
        return steps.tellEarly(before: now)
    }
}
