import Glibc

/// How many descriptors the process may have.
enum DescriptorLimit {
    /// What the state, the output, the journal, Dispatch and sockets need.
    private static let reserved = 40

    /// Asks for as many as the process may ask for.
    ///
    /// - Returns: How many of them followed files may hold.
    static let files: Int = {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return 64
        }
        if limit.rlim_cur < limit.rlim_max {
            var wanted = limit
            wanted.rlim_cur = min(limit.rlim_max, 65_536)
            if wanted.rlim_cur > limit.rlim_cur,
                unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &wanted) == 0
            {
                limit = wanted
            }
        }
        return max(4, min(16_384, Int(clamping: limit.rlim_cur)) - reserved)
    }()
}
