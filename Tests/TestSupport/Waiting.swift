import Foundation

/// A condition did not come true in time; what was waited for, and what is known of why.
package struct WaitedInVain: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
}

/// Waits until a condition holds, and asks for it every few milliseconds.
///
/// A test that waits states what must come, and fails within seconds of the reason why it cannot: a
/// thread of the test pool is not held meanwhile.
///
/// - Parameters:
///   - what: What is waited for, as the end of "waited 30 s until …".
///   - seconds: How long at most, by a clock that goes on whatever the machine does. Thirty seconds
///     are ten times what the slowest wait takes beside two busy loops a core.
///   - cannotCome: Says why the condition can no longer come true (a process that ended, say); nil
///     while it can.
/// - Throws: ``WaitedInVain``, so that nothing that builds upon the condition is tried.
package func wait(
    until what: String, seconds: Int = 30, cannotCome: () -> String? = { nil },
    _ condition: () throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !(try condition()) {
        if let reason = cannotCome() {
            // What came last may have come between the two questions.
            if try condition() { return }
            throw WaitedInVain(description: "cannot come: \(what): \(reason)")
        }
        if ContinuousClock.now > deadline {
            throw WaitedInVain(description: "waited \(seconds) s until \(what)")
        }
        try await Task.sleep(for: .milliseconds(20))
    }
}
