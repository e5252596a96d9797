import Testing

@testable import DaemonRuntime

struct RetryWaitTests {
    @Test("each failure doubles the wait, from a quarter of a second to five seconds")
    func doubles() {
        let waits = (0...6).map { RetryWait.nanoseconds(after: $0) / 1_000_000 }
        #expect(waits == [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000])
        for failures in [7, 8, 9, 63, 64, 1_000_000, .max] {
            #expect(RetryWait.nanoseconds(after: failures) == RetryWait.nanosecondsMax)
        }
    }
}
