import Foundation
import TestSupport

/// Feeds damaged input to everything that reads bytes from outside.
///
///     riskd-fuzz [--seconds N] [--seed S] [--target NAME] [--keep DIRECTORY]
///     riskd-fuzz --target NAME --input FILE
///
/// Each target runs in a process of its own, with a time limit for each input. An input that ends
/// or halts the process is kept in a file; the second form runs it again. The seed of a run is
/// printed, and gives the same inputs again.
@main
struct Fuzz {
    /// For one input, on a machine that may be busy with other things.
    private static let hangSeconds = 30.0

    private var seconds = 60.0
    private var seed = UInt64.random(in: 1 ... .max)
    private var targets = fuzzTargets
    private var keep = "."
    private var input: String?
    private var worker: String?

    static func main() {
        exit(Fuzz(CommandLine.arguments.dropFirst()).run() ? 0 : 1)
    }

    private init(_ arguments: ArraySlice<String>) {
        var rest = arguments
        while let name = rest.popFirst(), let value = rest.popFirst() {
            switch name {
            case "--seconds": seconds = Double(value) ?? seconds
            case "--seed": seed = UInt64(value) ?? seed
            case "--target": targets = fuzzTargets.filter { $0.name == value }
            case "--keep": keep = value
            case "--input": input = value
            case "--worker": worker = value
            default: say("unknown option \(name)")
            }
        }
    }

    private func run() -> Bool {
        if let worker, let target = targets.first, let last = LastInput(path: worker) {
            return FuzzWorker(target: target, seed: seed, seconds: seconds, last: last).run()
        }
        if let input, let target = targets.first {
            let bytes = [UInt8](FileManager.default.contents(atPath: input) ?? Data())
            var random = SplitMix64(seed: seed)
            say("outcome \(target.init().run(bytes, &random))")
            return true
        }
        say("seed \(seed)")
        return targets.reduce(true) { watch($1) && $0 }
    }

    /// Runs a worker and looks after it.
    private func watch(_ target: any FuzzTarget.Type) -> Bool {
        let share = seconds / Double(targets.count)
        let file = NSTemporaryDirectory() + "riskd-fuzz-\(getpid()).input"
        guard let last = LastInput(path: file) else { return false }
        defer { try? FileManager.default.removeItem(atPath: file) }
        let process = Process()
        process.executableURL = URL(filePath: CommandLine.arguments[0])
        process.arguments = [
            "--worker", file, "--target", target.name, "--seed", "\(seed)", "--seconds", "\(share)",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        do { try process.run() } catch {
            say("\(target.name): \(error)")
            return false
        }
        var seen = -1
        var since = Date()
        var isHung = false
        while process.isRunning {
            usleep(50_000)
            if last.inputs != seen {
                seen = last.inputs
                since = Date()
            } else if seen > 0, Date().timeIntervalSince(since) > Self.hangSeconds {
                isHung = true
                process.terminate()
                kill(process.processIdentifier, SIGKILL)
            }
        }
        let output = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
        return report(
            target.name, process, String(decoding: output, as: UTF8.self), last, isHung: isHung)
    }

    private func report(
        _ name: String, _ process: Process, _ output: String, _ last: LastInput, isHung: Bool
    ) -> Bool {
        let figures = output.split(whereSeparator: \.isWhitespace)
        if process.terminationReason == .exit, figures.count == 4 {
            let isSound = process.terminationStatus == 0
            say(
                "\(isSound ? "ok    " : "GROWS ") \(name): \(figures[0]) inputs, \(figures[1]) kinds "
                    + "of outcomes, \(figures[2]) MB at the end, \(figures[3]) MB more than after a "
                    + "quarter")
            return isSound
        }
        let path = "\(keep)/\(isHung ? "hang" : "crash")-\(name)-\(seed)"
        _ = FileManager.default.createFile(atPath: path, contents: Data(last.bytes))
        say(
            "\(isHung ? "HANGS " : "CRASH ") \(name): input \(last.inputs), kept as \(path); run "
                + "riskd-fuzz --target \(name) --input \(path)")
        return false
    }
}

/// Writes a line at once: whoever watches wants to see it.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
