import Dispatch
import Glibc

/// SIGINT and SIGTERM as something that can be waited for beside a socket.
final class InterruptSignal {
    /// Becomes readable with the first signal; -1 where there is no pipe to be had, and then a signal
    /// ends the program as usual.
    let descriptor: Int32
    private var sources: [any DispatchSourceSignal] = []

    init() {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else {
            descriptor = -1
            return
        }
        descriptor = ends[0]
        let writing = ends[1]
        let queue = DispatchQueue(label: "riskd.interrupt")
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                var byte: UInt8 = 0
                _ = unsafe write(writing, &byte, 1)
            }
            source.resume()
            sources.append(source)
        }
    }
}
