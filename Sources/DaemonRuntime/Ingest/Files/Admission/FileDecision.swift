/// What ``Admission`` decides is to be done. The shell does it in the order in which it comes.
///
/// Example: a look sees that `app.log` has another size than at the last look. The decisions are
/// ``verify(_:)``, and with the answer "still the same content" ``read(_:)``.
enum FileDecision: Equatable {
    // MARK: With an answer

    /// Compare a followed file with what was read of it. Answer: ``Admission/verified(_:_:_:)``.
    case verify(UInt32)
    /// Look at a followed file that no pattern names any more, by its descriptor or under the name
    /// that it has now. Answer: ``Admission/looked(_:isThere:_:)``.
    case lookUnnamed(UInt32)

    // MARK: Of one reader

    /// The look saw the file in this state.
    case see(UInt32, FileStatus)
    /// The file has another name: the state is to know it.
    case announce(UInt32)
    /// Hand out the unfinished last line as a record.
    case takePartialLine(UInt32)
    /// Read the unfinished last line again, which was read before the file was closed.
    case readAgain(UInt32)
    /// Nobody writes to the file any more: the last line is whole as it is.
    case end(UInt32)
    /// Give the descriptor back; the file is followed on.
    case closeDescriptor(UInt32)
    /// The file is followed no longer: let the reader go.
    case drop(UInt32)

    // MARK: Of the source

    /// Give the file a turn.
    case read(UInt32)
    /// Tell the state that a generation has gone.
    case depart(FileDeparture)
    /// Tell the state to keep nothing of a generation.
    case forget(UInt32)
    /// Tell the operator.
    case tell(IngestEvent)
    /// Look again before the next regular look.
    case lookSoon
}

/// A generation whose file is followed no longer.
struct FileDeparture: Equatable {
    var position: FilePosition
    /// Index into the sources of the configuration.
    var source: Int
    /// Whether bytes of it may not have been read.
    var isLoss: Bool
}
