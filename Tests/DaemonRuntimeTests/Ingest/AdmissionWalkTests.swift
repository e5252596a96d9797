import TestSupport
import Testing

@testable import DaemonRuntime

/// Admission over any order of writing, rotating, looking and starting anew, against the plainest
/// model there is: what was written, each line once.
struct AdmissionWalkTests {
    /// A walk of one seed.
    private struct Walk {
        var world = AdmissionWorld()
        var random: SplitMix64
        var written: [String] = []
        var history: [String] = []
        private var seconds: UInt64 = 0

        init(seed: UInt64) {
            random = SplitMix64(seed: seed)
            world.keepsDescriptors = seed % 2 == 0
        }

        mutating func step() {
            switch UInt64.random(in: 0..<12, using: &random) {
            case 0..<4: write()
            case 4: rotateByRename()
            case 5: rotateByCopy(isLooked: false)
            case 6: rotateByCopy(isLooked: true)
            case 7: restart()
            case 8: removeOldest()
            default: look()
            }
        }

        mutating func write() {
            history.append("write")
            for _ in 0..<UInt64.random(in: 1...40, using: &random) {
                let line = "line \(written.count) says \(random.next())"
                written.append(line)
                world.append(line + "\n")
            }
        }

        /// `app.log.1` becomes `app.log.2`, and so on.
        private mutating func shift() {
            for number in (1..<40).reversed() {
                world.rename(
                    "\(AdmissionWorld.log).\(number)", to: "\(AdmissionWorld.log).\(number + 1)")
            }
        }

        mutating func rotateByRename() {
            history.append("rename")
            shift()
            world.rename(AdmissionWorld.log, to: "\(AdmissionWorld.log).1")
        }

        /// - Parameter isLooked: Whether somebody looks between the copy and its end.
        mutating func rotateByCopy(isLooked: Bool) {
            history.append(isLooked ? "copy, look, truncate" : "copy, truncate")
            shift()
            world.copy(AdmissionWorld.log, to: "\(AdmissionWorld.log).1")
            if isLooked { look() }
            world.truncate(AdmissionWorld.log)
        }

        mutating func restart() {
            history.append("restart")
            world.restart()
        }

        /// Names beyond four go, once they are read.
        mutating func removeOldest() {
            look()
            history.append("remove")
            for number in 5..<42 { world.remove("\(AdmissionWorld.log).\(number)") }
        }

        mutating func look() {
            history.append("look")
            seconds += 1
            world.look(at: seconds)
        }

        /// Looks until nothing waits for another look, and compares.
        mutating func check() -> String? {
            for _ in 0..<3 { look() }
            let read = String(decoding: world.handedOut, as: UTF8.self).split(separator: "\n")
                .map(String.init)
            if read.sorted() == written.sorted() { return nil }
            let (once, all) = (Set(read), Set(written))
            return "\(read.count - once.count) read twice, \(all.subtracting(once).count) not read"
        }
    }

    @Test("whatever is done to names and contents, each line is handed out once")
    func anything() {
        var retired = 0
        var continued = 0
        for seed in UInt64(0)..<UInt64(TestDepth.of(400, shortly: 100)) {
            var walk = Walk(seed: seed)
            for _ in 0..<25 {
                walk.step()
                guard let problem = walk.history.last == "look" ? walk.check() : nil else {
                    continue
                }
                Issue.record("seed \(seed): \(problem) after \(walk.history)")
                return
            }
            for event in walk.world.events {
                switch event {
                case .truncated, .replaced: retired += 1
                case .continued: continued += 1
                default: break
                }
            }
        }
        // The walks reach what they are about.
        #expect(retired > 50 && continued > 50)
    }

    @Test("a file that cannot be read for a while is taken for no other, nor is a copy of it")
    func unreadable() {
        for seed in UInt64(0)..<50 {
            var walk = Walk(seed: seed)
            walk.write()
            walk.look()
            walk.write()
            walk.rotateByRename()
            walk.write()
            walk.restart()
            walk.world.unreadable = [AdmissionWorld.log, "\(AdmissionWorld.log).1"]
            walk.look()
            walk.world.unreadable = ["\(AdmissionWorld.log).1"]
            walk.look()
            let problem = walk.check()
            #expect(problem == nil, "seed \(seed)")
        }
    }
}
