import Glibc

/// How much of the processor some work takes, whatever else the machine does.
package enum ThreadClock {
    /// The least of three tries, in seconds of this thread.
    package static func seconds(_ body: () -> Void) -> Double {
        (0..<3).map { _ in
            let start = now
            body()
            return now - start
        }.min() ?? 0
    }

    /// What four times as much costs, as a multiple: 4 where the cost is linear, 16 where it is the square.
    ///
    /// - Parameter body: Does the work for so many pieces.
    package static func growth(of count: Int, _ body: (Int) -> Void) -> Double {
        body(count)
        let small = seconds { body(count) }
        return seconds { body(4 * count) } / max(small, 1e-6)
    }

    private static var now: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
