import Glibc
import RiskDetection
import SecurityContent

/// Makes the sources of a configuration.
struct Sources {
    let configuration: Configuration
    let saved: SavedState
    /// Sockets that are open already go on.
    let sockets: SocketPool
    let carried: CarriedBytes
    let onEndOfInput: @Sendable () -> Void
    let prefilter: PrefilterPlan?
    var fatal = FatalStretches()

    /// Files first, then the others in their order.
    ///
    /// - Throws: When an endpoint cannot be listened on.
    func make() throws(SystemError) -> sending [any RecordSource] {
        let numbers = StreamNumbers(after: saved.positions.map(\.number).max() ?? 0)
        var sources: [any RecordSource] = [files(numbers)]
        for (index, source) in configuration.sources.enumerated() {
            switch source.input {
            case .files: break
            case .standardInput: sources.append(try standardInput(index, source, numbers))
            case .journal(let input):
                sources.append(
                    JournalSource(
                        input, source: index, saved: saved.cursors,
                        startsAtEnd: source.readFrom == .end, recordBytesMax: recordBytesMax,
                        numbers: numbers))
            case .syslog(let input):
                sources.append(
                    SyslogSource(
                        input, source: index, sockets: try sockets.open(input),
                        recordBytesMax: recordBytesMax, numbers: numbers))
            }
        }
        sockets.closeOthers(than: endpoints)
        return sources
    }

    private var partialLineNanoseconds: UInt64? {
        let patience = configuration.limits.partialLine.nanoseconds
        return patience > 0 ? UInt64(patience) : nil
    }

    private var recordBytesMax: Int { configuration.limits.recordBytes }

    private var endpoints: [SyslogEndpoint] { configuration.sources.flatMap(\.input.endpoints) }

    private var connections: Int {
        configuration.sources.reduce(0) { $0 + $1.input.connections }
    }

    private func files(_ numbers: StreamNumbers) -> FileSource {
        let settings = configuration.sources.map {
            FileSource.Settings(
                name: $0.name, patterns: $0.paths, startsAtEnd: $0.readFrom == .end)
        }
        return FileSource(
            settings,
            FileSource.Environment(
                fileSystem: DiskFileSystem(), recordBytesMax: recordBytesMax,
                openFilesMax: DescriptorLimit.files(besides: connections),
                partialLineNanoseconds: partialLineNanoseconds,
                prefilter: prefilter, fatal: fatal),
            known: saved.files(patterns: settings.flatMap(\.patterns)), numbers: numbers)
    }

    private func standardInput(
        _ index: Int, _ source: Configuration.Source, _ numbers: StreamNumbers
    ) throws(SystemError) -> StandardInputSource {
        let copy = fcntl(0, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw SystemError("read standard input") }
        // With other sources there is more to come.
        let isOnly = configuration.sources.count == 1
        return try StandardInputSource(
            descriptor: FileDescriptor(copy), source: index, name: source.name,
            recordBytesMax: recordBytesMax, numbers: numbers, carried: carried,
            onEnd: isOnly ? onEndOfInput : { @Sendable in })
    }
}
