import Dispatch

/// What the daemon answers.
enum StatusEndpoints {
    /// For root and the group of the daemon: everything.
    static func all(_ monitor: StatusMonitor) -> StatusServer.Endpoints {
        { path, answer in
            guard path == "/status" else { return metrics(monitor)(path, answer) }
            ask(monitor) {
                answer(HTTPResponse(.ok, contentType: json, body: $0.status.json + [0x0A]))
            }
        }
    }

    /// Any client that reaches the metrics listener gets these: nothing that names users or
    /// machines.
    static func metrics(_ monitor: StatusMonitor) -> StatusServer.Endpoints {
        { path, answer in
            switch path {
            case "/metrics":
                ask(monitor) {
                    answer(
                        HTTPResponse(
                            .ok, contentType: PrometheusText.contentType, body: $0.metrics))
                }
            case "/healthz":
                ask(monitor) {
                    answer(
                        $0.isAlive
                            ? HTTPResponse(.ok, "ok")
                            : HTTPResponse(.unavailable, "a loop does not answer"))
                }
            case "/readyz":
                ask(monitor) {
                    answer(
                        $0.isReady
                            ? HTTPResponse(.ok, "ready")
                            : HTTPResponse(.unavailable, "records are not read and written"))
                }
            default:
                answer(HTTPResponse(.notFound, "/metrics, /healthz and /readyz are here"))
            }
        }
    }

    private static let json = "application/json"

    private static func ask(
        _ monitor: StatusMonitor, _ body: @escaping @Sendable (StatusReport) -> Void
    ) {
        monitor.serial.queue.async { monitor.assumeIsolated { $0.report(body) } }
    }
}
