import CIM
import SPL

extension Detection {
    /// Equal for detections whose panes mean the same: identity, plan and schedule.
    ///
    /// A detection whose search or schedule was edited starts with empty panes; one whose title,
    /// score or filter text changed without changing the plan goes on.
    package var fingerprint: String {
        var hash = SHA256()
        hash.update(field: id)
        hash.update(field: String(describing: plan.scans))
        hash.update(field: schedule.cron.text)
        hash.update(field: schedule.earliest.text)
        hash.update(field: schedule.latest.text)
        hash.update(field: schedule.zone.name)
        return hash.finalize().prefix(16).hexadecimal
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits a byte.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
