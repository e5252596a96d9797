import Glibc

/// Takes on the rights of a user of the machine, for good.
package enum ServiceUser {
    package static var isRoot: Bool { geteuid() == 0 }

    /// - Throws: Where there is no such user, or this one may not become it.
    package static func become(_ name: String) throws(SystemError) {
        errno = 0
        // The record is static memory of the C library, read before anything else can ask.
        guard let entry = unsafe getpwnam(name) else {
            throw SystemError("find the user \"\(name)\"", code: errno == 0 ? ENOENT : errno)
        }
        let (user, group) = unsafe (entry.pointee.pw_uid, entry.pointee.pw_gid)
        if geteuid() == user { return }
        guard unsafe initgroups(name, group) == 0, setgid(group) == 0, setuid(user) == 0 else {
            throw SystemError("become the user \"\(name)\" (root may)")
        }
    }
}
