import Glibc

/// Groups of the machine.
enum SystemGroup {
    /// The number of a group.
    static func number(of name: String) throws(SystemError) -> gid_t {
        errno = 0
        // The record is static memory of the C library, read before anything else can ask.
        guard let entry = unsafe getgrnam(name) else {
            throw SystemError("find the group \"\(name)\"", code: errno == 0 ? ENOENT : errno)
        }
        return unsafe entry.pointee.gr_gid
    }
}
