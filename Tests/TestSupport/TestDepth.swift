import Foundation

/// How much of a long test is run.
///
/// `make test` is for everybody, at every change: of real logs and random cases it takes a part.
/// `TESTS_DEPTH=whole` takes all of them.
package enum TestDepth {
    package static let isWhole = ProcessInfo.processInfo.environment["TESTS_DEPTH"] == "whole"

    /// How many of something are tried.
    package static func of(_ whole: Int, shortly: Int) -> Int { isWhole ? whole : shortly }
}
