import Foundation

/// The file that `riskd init` writes: where it stands, and what a file that was there hands on.
struct ReplacedFile {
    /// Stands behind the name of the file.
    struct Refusal: Error { let reason: String }

    /// Without links, where the file is there.
    let path: String
    /// Of the file that is there.
    private let status: stat?

    var isThere: Bool { status != nil }

    /// - Throws: ``Refusal`` where something stands there that is no file of text: a FIFO, a device.
    init(_ name: String) throws {
        var found = stat()
        guard unsafe lstat(name, &found) == 0 else {
            guard errno == ENOENT else { throw Self.failure("cannot be written") }
            (path, status) = (name, nil)
            return
        }
        guard let resolved = unsafe realpath(name, nil) else {
            throw Refusal(reason: "is a link to what is not there: name another file")
        }
        defer { unsafe free(resolved) }
        path = unsafe String(cString: resolved)
        guard unsafe stat(path, &found) == 0, found.st_mode & S_IFMT == S_IFREG else {
            throw Refusal(reason: "is no regular file: name another one, or - for standard output")
        }
        status = found
    }

    /// Writes the text beside the file.
    ///
    /// - Returns: The path of the draft, which the caller removes.
    func draft(_ text: String) throws -> String {
        let draft = "\(path).\(ProcessInfo.processInfo.processIdentifier).new"
        let descriptor = unsafe open(
            draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, isThere ? 0o600 : 0o666)
        guard descriptor >= 0 else { throw Self.failure("cannot be written") }
        do {
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
            try handle.write(contentsOf: Data(text.utf8))
            try handle.close()
        } catch {
            unsafe unlink(draft)
            throw Refusal(reason: "cannot be written: \(error.localizedDescription)")
        }
        return draft
    }

    /// Puts the draft in the place of the file, with the file's owner, group and mode. A file that came
    /// meanwhile is not replaced.
    func put(_ draft: String) throws {
        guard let status else {
            guard unsafe link(draft, path) == 0 else { throw Self.failure("cannot be written") }
            return
        }
        var own = stat()
        guard unsafe stat(draft, &own) == 0 else { throw Self.failure("cannot be written") }
        if own.st_uid != status.st_uid || own.st_gid != status.st_gid {
            guard unsafe chown(draft, status.st_uid, status.st_gid) == 0 else {
                throw Self.failure("cannot keep its owner and group")
            }
        }
        guard unsafe chmod(draft, status.st_mode & 0o7777) == 0, unsafe rename(draft, path) == 0
        else { throw Self.failure("cannot be written") }
    }

    private static func failure(_ what: String) -> Refusal {
        Refusal(reason: "\(what): \(unsafe String(cString: strerror(errno)))")
    }
}
