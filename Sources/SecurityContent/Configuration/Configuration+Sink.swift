package import RiskDetection

extension Configuration {
    /// A receiver beside the output file, with a backlog of its own.
    package struct Sink: Equatable, Sendable {
        /// What happens when the backlog reaches its limit.
        package enum Overflow: String, CaseIterable, Sendable {
            /// Nothing is read until the sink takes records again.
            case pause
            /// The oldest records go, and are counted.
            case dropOldest = "drop-oldest"
        }

        /// For messages, metrics and the state.
        package var name: String
        package var target: SinkTarget
        package var schema: OutputSchema
        /// Bytes of records that may wait.
        package var backlogBytes = 1 << 30
        package var overflow = Overflow.pause

        package init(name: String, target: SinkTarget, schema: OutputSchema) {
            self.name = name
            self.target = target
            self.schema = schema
        }
    }
}
