import Testing

@testable import SecurityContent

struct ConcurrentMapTests {
    @Test("results are in the order of what they are of")
    func order() {
        for count in [0, 1, 32, 33, 1_000] {
            #expect(Array(0..<count).concurrentMap { $0 * 2 } == (0..<count).map { $0 * 2 })
        }
    }
}
