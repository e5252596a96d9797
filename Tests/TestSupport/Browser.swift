import Foundation
import Glibc

/// A headless Chromium with one page, spoken to over its debugging pipe: JSON messages that end with
/// a NUL. A test may look at a page as a person with a mouse, a keyboard and a phone does.
///
/// Source: Chrome DevTools Protocol, domains Page, Runtime, Input and Emulation.
package final class Browser {
    package struct Failure: Error, CustomStringConvertible { package var description: String }

    /// Where Debian's package chromium puts it.
    private static let program = "/usr/bin/chromium"
    package static var isPresent: Bool { FileManager.default.isExecutableFile(atPath: program) }

    private let directory: TemporaryDirectory
    private let process = Process()
    private let requests: Int32
    private let answers: Int32
    private var received: [UInt8] = []
    private var number = 0
    private var session: String?
    /// Errors of scripts, and what the page's policy refused.
    package private(set) var complaints: [String] = []

    package init() throws {
        directory = try TemporaryDirectory(holding: "profile")
        let (to, from) = (directory.path + "/to", directory.path + "/from")
        guard unsafe mkfifo(to, 0o600) == 0, unsafe mkfifo(from, 0o600) == 0 else {
            throw Failure(description: "no pipe: \(errno)")
        }
        // For reading and writing, so that opening waits for nobody.
        requests = unsafe Glibc.open(to, O_RDWR | O_CLOEXEC)
        answers = unsafe Glibc.open(from, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = [
            "-c", "exec \"$0\" \"${@:3}\" 3<\"$1\" 4>\"$2\" >/dev/null 2>&1", Self.program, to,
            from,
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--hide-scrollbars", "--no-first-run", "--disable-background-networking",
            "--user-data-dir=\(directory.path)/profile", "--remote-debugging-pipe",
        ]
        try process.run()
        let target = try text("targetId", of: call("Target.createTarget", ["url": "about:blank"]))
        session = try text(
            "sessionId", of: call("Target.attachToTarget", ["targetId": target, "flatten": true]))
        for domain in ["Page", "Runtime", "Log"] { _ = try call("\(domain).enable") }
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
        close(requests)
        close(answers)
    }

    /// Opens a page and waits until a script says true.
    package func open(_ address: String, until ready: String, seconds: Int = 30) throws {
        _ = try call("Page.navigate", ["url": address])
        try wait(until: ready, seconds: seconds)
    }

    package func wait(until condition: String, seconds: Int = 30) throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while try evaluate("Boolean(\(condition))") as? Bool != true {
            guard ContinuousClock.now < deadline else {
                throw Failure(description: "waited \(seconds) s for \(condition): \(complaints)")
            }
            usleep(5_000)
        }
    }

    /// The value of an expression, or of what it promises.
    @discardableResult
    package func evaluate(_ expression: String) throws -> Any? {
        let answer = try call(
            "Runtime.evaluate",
            ["expression": expression, "awaitPromise": true, "returnByValue": true])
        if let details = answer["exceptionDetails"] {
            throw Failure(description: "\(expression): \(details)")
        }
        return (answer["result"] as? [String: Any])?["value"]
    }

    package func press(_ key: String, text: String? = nil) throws {
        for type in ["keyDown", "keyUp"] {
            var event: [String: Any] = ["type": type, "key": key]
            if type == "keyDown", let text { event["text"] = text }
            _ = try call("Input.dispatchKeyEvent", event)
        }
    }

    /// Presses the mouse at one place, and lets go at another.
    package func drag(from: (x: Double, y: Double), to: (x: Double, y: Double)) throws {
        for (type, place) in [
            ("mousePressed", from), ("mouseMoved", to), ("mouseReleased", to),
        ] {
            _ = try call(
                "Input.dispatchMouseEvent",
                [
                    "type": type, "x": place.x, "y": place.y, "button": "left", "buttons": 1,
                    "clickCount": 1,
                ])
        }
    }

    package func resize(width: Int, height: Int, isDark: Bool = false) throws {
        _ = try call(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600])
        _ = try call(
            "Emulation.setEmulatedMedia",
            ["features": [["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]]])
    }

    /// Seconds of the processor that the page has taken; how busy the machine is does not matter.
    package func processorSeconds() throws -> Double {
        _ = try call("Performance.enable", ["timeDomain": "threadTicks"])
        let metrics = try call("Performance.getMetrics")["metrics"] as? [[String: Any]] ?? []
        return metrics.first { $0["name"] as? String == "TaskDuration" }?["value"] as? Double ?? -1
    }

    private func text(_ key: String, of answer: [String: Any]) throws -> String {
        guard let text = answer[key] as? String else { throw Failure(description: "no \(key)") }
        return text
    }

    // MARK: - Messages

    private func call(
        _ method: String, _ parameters: [String: Any] = [:]
    ) throws -> [String: Any] {
        number += 1
        var message: [String: Any] = ["id": number, "method": method, "params": parameters]
        if let session { message["sessionId"] = session }
        var bytes = [UInt8](try JSONSerialization.data(withJSONObject: message)) + [0]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe write(requests, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw Failure(description: "\(method): cannot be sent") }
            bytes.removeFirst(count)
        }
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            let answer = try next(before: deadline, method)
            guard answer["id"] as? Int == number else {
                note(answer)
                continue
            }
            if let error = answer["error"] { throw Failure(description: "\(method): \(error)") }
            return answer["result"] as? [String: Any] ?? [:]
        }
    }

    private func note(_ event: [String: Any]) {
        switch event["method"] as? String {
        case "Runtime.exceptionThrown", "Log.entryAdded":
            complaints.append("\(event["params"] ?? "")")
        default: break
        }
    }

    private func next(
        before deadline: ContinuousClock.Instant, _ method: String
    ) throws -> [String: Any] {
        var looked = 0
        while true {
            if let end = received[looked...].firstIndex(of: 0) {
                let message = Data(received[..<end])
                received.removeFirst(end + 1)
                return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
            }
            looked = received.count
            var block = [UInt8](repeating: 0, count: 1 << 16)
            let count = unsafe block.withUnsafeMutableBytes {
                unsafe read(answers, $0.baseAddress, $0.count)
            }
            if count > 0 {
                received += block[..<count]
                continue
            }
            guard process.isRunning, ContinuousClock.now < deadline else {
                throw Failure(description: "no answer to \(method)")
            }
            usleep(2_000)
        }
    }
}
