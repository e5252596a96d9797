/// Finds out what a file is that is not read yet, and decides about it: one question at a time, so
/// that nothing is read of the file that does not decide.
///
/// Example: `app.log.1` appears with 4,000 bytes. ``Question/look`` gives its size and its first
/// bytes; they are those of the generation 7, which was `app.log` and went. ``Question/holds(_:)``
/// asks for the bytes before three places that were read of generation 7; they are the same, so
/// ``Question/open(_:)`` goes on with generation 7 where that ended.
///
/// The caller asks ``next(_:in:)`` until the step is ``Step/done(_:)`` or ``Step/unknown``.
struct Examination {
    private let purpose: Purpose
    private var found: FoundFile
    private var stage = Stage.start
    private var look = Look(
        status: FileStatus(key: InodeKey(device: 0, inode: 0), size: 0), head: [])
    /// The content: of an archive what it holds.
    private var head: [UInt8] = []
    private var size: UInt64 = 0
    private var hypotheses: [Hypothesis] = []
    /// Those that were not taken yet.
    private var decisions: [FileDecision] = []

    init(_ found: FoundFile, _ purpose: Purpose) {
        self.found = found
        self.purpose = purpose
    }

    private var isRotated: Bool { RotationFamily.isRotated(found.path) }
    private var isSibling: Bool { purpose == .sibling }

    // MARK: - Steps

    /// What is to be done before a question is asked: a generation that ends may go on under the
    /// same number.
    mutating func takeDecisions() -> [FileDecision] {
        defer { decisions = [] }
        return decisions
    }

    /// - Parameter answer: To the last question; ``Answer/begun`` for the first step.
    mutating func next(_ answer: Answer, in admission: inout Admission) -> Step {
        switch (stage, answer) {
        case (_, .failed(let error)): failed(error, &admission)
        case (.start, .begun): begin(admission)
        case (.looking, .looked(let look)): looked(look, &admission)
        case (.settling(let numbers), .verified(let verification, let progress)):
            settled(numbers, verification, progress, &admission)
        case (.unpacking, .unpacked(let head)): unpacked(head, &admission)
        case (.surveying, .surveyed(let size)): surveyed(size, &admission)
        case (.testing, .held(let holds)):
            holds ? confirmed(&admission) : nextHypothesis(&admission)
        case (.telling(let old), .held(let isHeader)):
            isHeader ? nextHypothesis(&admission) : acceptCopy(old, admission)
        case (.comparing(let number), .acquired(let progress)):
            acquired(number, progress, &admission)
        case (.comparing(let number), .held(let isSame)):
            isSame ? wait(.copy(of: number), &admission) : nextHypothesis(&admission)
        case (.opening(let position, let former), .opened(let progress)):
            .done(decisions + admission.follow(position, found, former: former, progress))
        default: preconditionFailure("\(answer) does not answer \(stage)")
        }
    }

    private mutating func begin(_ admission: Admission) -> Step {
        // Files that lay on no inode of a generation are not opened for this.
        if purpose == .resumption, known(admission).isEmpty { return .unknown }
        stage = .looking
        return .ask(.look)
    }

    /// The generations that lay on the file's inode and of which something was read.
    private func known(_ admission: Admission) -> [FilePosition] {
        admission.past.generations.onInode(found.status.key).filter { !$0.isUnread }
    }

    private func failed(_ error: SystemError, _ admission: inout Admission) -> Step {
        switch purpose {
        case .resumption:
            // Until the file can be read nobody can tell whether a copy of a generation is one.
            admission.past.reserve(known(admission).map(\.number))
            return .done(decisions + admission.report(found.path, error))
        case .admission:
            // A file that has gone since it was found is no problem.
            let isGone = error.code == SystemError.missing
            return .done(decisions + (isGone ? [] : admission.report(found.path, error)))
        case .sibling:
            // What cannot be read here was not asked for by name.
            return .done(decisions)
        }
    }

    private mutating func looked(_ look: Look?, _ admission: inout Admission) -> Step {
        // Replaced between finding and opening: the next look sees what it is now.
        guard let look else { return .done(decisions) }
        self.look = look
        found.status = look.status
        if let target = look.strayTarget {
            let reason = "it is a link to \(target), outside the directories of \"sources\""
            return .done(decisions + admission.refuse(found, reason))
        }
        (head, size) = (look.head, look.status.size)
        if purpose == .resumption {
            hypotheses = known(admission).filter { $0.isArchive == look.isArchive }
                .map { .continues($0) }
            return test(&admission)
        }
        guard look.isArchive || isRotated else { return identify(&admission) }
        // Files that changed and that this one may be a copy of are compared first: one that was
        // replaced is a generation that the copy goes on with.
        let doubted = admission.followed.doubted(ofFamily: RotationFamily.base(of: found.path))
            .filter { admission.followed[$0].map { !$0.isArchive } ?? false }
        return settle(doubted + admission.followed.relatives(of: found.path), &admission)
    }

    private mutating func settle(_ numbers: [UInt32], _ admission: inout Admission) -> Step {
        let rest = Array(numbers.drop { admission.followed[$0] == nil })
        guard let first = rest.first else { return identify(&admission) }
        stage = .settling(rest)
        return .ask(.verify(first))
    }

    private mutating func settled(
        _ numbers: [UInt32], _ verification: Admission.Verification, _ progress: FileProgress,
        _ admission: inout Admission
    ) -> Step {
        let number = numbers[0]
        switch verification {
        case .same: admission.followed.trust(number)
        case .changed: decisions += admission.retire(number, .replaced, progress)
        // Where one cannot be read a copy of it could not be told from a new file.
        case .elsewhere: return .done(decisions + [.lookSoon])
        case .unreadable(let error):
            let path = admission.followed[number]?.path ?? found.path
            return .done(decisions + admission.report(path, error))
        }
        return settle(Array(numbers.dropFirst()), &admission)
    }

    /// Begins with what the file may be, once no file is doubted that it may be a copy of.
    private mutating func identify(_ admission: inout Admission) -> Step {
        if look.isArchive { return identifyArchive(&admission) }
        let past = admission.past.generations
        hypotheses = known(admission).filter { !$0.isArchive }.map { .continues($0) }
        for old in past.ofFamily(RotationFamily.base(of: found.path), beginningLike: head)
        // What stands under the plain name is a new file, unless it is the very same.
        where isRotated || old.path == found.path && old.offset <= size && !old.marks.isEmpty {
            hypotheses.append(.copies(old))
        }
        if isRotated, size > 0 { addRelatives(admission) }
        return test(&admission)
    }

    private mutating func addRelatives(_ admission: Admission) {
        hypotheses += admission.followed.relatives(of: found.path)
            .filter { admission.followed[$0]?.key != found.status.key }.map { .begins($0) }
    }

    // MARK: - Archives

    private mutating func identifyArchive(_ admission: inout Admission) -> Step {
        // Of one that no pattern names nobody has looked yet whether it is known.
        if isSibling,
            let old = admission.past.generations.onInode(found.status.key).first(
                where: isSameArchive)
        {
            return open(old, size: .max)
        }
        // An archive is visible while it is being written: looked into when it has come to rest.
        let isSettled = admission.waiting[found.status.key]?.status == found.status
        guard isSettled || admission.isFirstLook else { return wait(.settling, &admission) }
        stage = .unpacking
        return .ask(.unpack)
    }

    private func isSameArchive(_ old: FilePosition) -> Bool {
        old.isArchive && old.identity.matches(head: look.head[...])
    }

    private mutating func unpacked(_ head: [UInt8]?, _ admission: inout Admission) -> Step {
        guard let head else { return wait(.broken(since: admission.now), &admission) }
        self.head = head
        let family = admission.past.generations.ofFamily(
            RotationFamily.base(of: found.path), beginningLike: head)
        hypotheses = family.map { .copies($0) }
        stage = .surveying
        return .ask(.survey(Set(family.flatMap(\.marks).map(\.range))))
    }

    private mutating func surveyed(_ size: UInt64?, _ admission: inout Admission) -> Step {
        guard let size else { return wait(.broken(since: admission.now), &admission) }
        self.size = size
        addRelatives(admission)
        return test(&admission)
    }

    // MARK: - Hypotheses

    private mutating func nextHypothesis(_ admission: inout Admission) -> Step {
        hypotheses.removeFirst()
        return test(&admission)
    }

    /// Asks for what the next hypothesis would have to be true.
    private mutating func test(_ admission: inout Admission) -> Step {
        stage = .testing
        while let hypothesis = hypotheses.first {
            switch hypothesis {
            case .continues(let old) where old.isArchive:
                if isSameArchive(old) { return open(old, size: .max) }
            case .continues(let old):
                if let marks = old.continuation(head: head, size: size) {
                    return .ask(.holds(marks))
                }
            case .copies(let old):
                if let marks = old.copy(head: head, size: size) { return .ask(.holds(marks)) }
            case .begins(let number):
                stage = .comparing(number)
                return .ask(.acquire(number))
            }
            hypotheses.removeFirst()
        }
        return conclude(&admission)
    }

    /// The content holds what the first hypothesis asks for.
    private mutating func confirmed(_ admission: inout Admission) -> Step {
        switch hypotheses[0] {
        case .continues(let old): return open(old, size: size)
        case .begins(let number): return wait(.copy(of: number), &admission)
        case .copies(let old):
            // What a content that is shorter than what was read has in common with it may be no
            // more than how all files of the family begin: a header.
            let base = RotationFamily.base(of: found.path)
            guard size < old.offset, base != found.path,
                let mark = old.marks.last(where: { $0.end <= size })
            else { return acceptCopy(old, admission) }
            stage = .telling(old)
            return .ask(.otherHolds(path: base, mark))
        }
    }

    private mutating func acceptCopy(_ old: FilePosition, _ admission: Admission) -> Step {
        // The file may be a copy of one whose own file cannot be read now.
        return admission.past.isReserved(old.number) ? .done(decisions) : open(old, size: size)
    }

    private mutating func acquired(
        _ number: UInt32, _ progress: FileProgress?, _ admission: inout Admission
    ) -> Step {
        guard let progress,
            size <= progress.status.size || size <= progress.readOffset
        else { return nextHypothesis(&admission) }
        return .ask(.shares(number, (size - min(size, UInt64(ContentMark.bytesMax)))..<size))
    }

    /// The file is nothing that is known.
    private mutating func conclude(_ admission: inout Admission) -> Step {
        if purpose == .resumption { return .unknown }
        if !look.isArchive {
            if isRotated, size == 0 { return wait(.change, &admission) }
            let unread = admission.past.generations.onInode(found.status.key)
                .first { $0.isUnread && !$0.isArchive }
            if let unread { return open(unread, size: size) }
        }
        guard !isSibling || admission.isNewSibling(found) else { return wait(.change, &admission) }
        let position = admission.beginning(found, identity: identity, isArchive: look.isArchive)
        stage = .opening(position, former: nil)
        return .ask(
            .open(Opening(position: position, formerPath: found.path, status: found.status)))
    }

    // MARK: - Outcomes

    private var identity: FileIdentity {
        FileIdentity(
            device: found.status.key.device, inode: found.status.key.inode, head: look.head[...])
    }

    private mutating func wait(
        _ reason: WaitingFile.Reason, _ admission: inout Admission
    ) -> Step {
        admission.waiting.insert(found, reason, isSibling: isSibling)
        return .done(decisions)
    }

    /// Goes on with a generation where that ended.
    private mutating func open(_ old: FilePosition, size: UInt64) -> Step {
        let position = old.moved(
            to: found.path, identity: identity, size: size, isArchive: look.isArchive)
        stage = .opening(position, former: old)
        return .ask(.open(Opening(position: position, formerPath: old.path, status: found.status)))
    }
}
