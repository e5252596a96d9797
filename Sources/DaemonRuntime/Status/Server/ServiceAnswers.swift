import Dispatch
import SecurityContent

/// The sockets that a service answers on, as its configuration has them.
///
/// A socket that cannot be opened costs the answers on it, never the detections.
final class ServiceAnswers {
    /// The name of a socket that systemd passes on for the metrics.
    static let metricsSocketName = "metrics"

    private let monitor: StatusMonitor
    private let log: MessageLog
    private var status: (address: ListenAddress, server: StatusServer)?
    private var metrics: (address: ListenAddress, server: StatusServer)?

    init(monitor: StatusMonitor, log: MessageLog) {
        self.monitor = monitor
        self.log = log
    }

    /// Listens where the configuration says; what is as before stays open.
    func listen(_ configuration: Configuration) {
        if status?.address != configuration.statusSocket {
            end(&status)
            status = open(
                configuration.statusSocket, StatusEndpoints.all(monitor), feed: monitor.findings)
        }
        if metrics?.address != configuration.metricsAddress {
            end(&metrics)
            metrics = openMetrics(configuration.metricsAddress)
        }
    }

    /// A socket that systemd passes on is used whatever the configuration says: somebody enabled it.
    private func openMetrics(_ address: ListenAddress) -> (ListenAddress, StatusServer)? {
        let endpoints = StatusEndpoints.metrics(monitor)
        guard let socket = ListeningSocket.inherited(name: Self.metricsSocketName) else {
            return open(address, endpoints)
        }
        return (address, serve(socket, endpoints))
    }

    /// - Parameter feed: Findings name users and machines, so that not every socket gives them.
    private func open(
        _ address: ListenAddress, _ endpoints: @escaping StatusServer.Endpoints,
        feed: FindingsFeed? = nil
    ) -> (ListenAddress, StatusServer)? {
        do throws(SystemError) {
            guard let socket = try ListeningSocket.open(address) else { return nil }
            return (address, serve(socket, endpoints, feed: feed))
        } catch {
            log.write(.answersUnavailable(error: error.description))
            return nil
        }
    }

    private func serve(
        _ socket: consuming FileDescriptor, _ endpoints: @escaping StatusServer.Endpoints,
        feed: FindingsFeed? = nil
    ) -> StatusServer {
        let server = StatusServer(serial: monitor.serial)
        let descriptor = socket.take()
        monitor.serial.queue.async {
            server.assumeIsolated {
                $0.listen(on: FileDescriptor(descriptor), endpoints, feed: feed)
            }
        }
        return server
    }

    func stop() {
        end(&status)
        end(&metrics)
    }

    private func end(_ server: inout (address: ListenAddress, server: StatusServer)?) {
        guard let old = server else { return }
        server = nil
        old.server.serial.queue.sync { old.server.assumeIsolated { $0.stop() } }
        if case .unix(let path) = old.address { ListeningSocket.remove(path) }
    }
}
