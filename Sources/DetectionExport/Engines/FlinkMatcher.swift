import CIM
import SPL

/// The scans of all detections in one pass over the events.
enum FlinkMatcher {
    static func table(
        of scan: Scan, _ rule: Int, _ translator: inout QueryTranslator
    ) throws(EngineRefusal) -> SQLTable {
        throw EngineRefusal("not grouped")
    }
}
