import Glibc

/// A file in memory that holds the input which a worker runs, so that it is known when the worker
/// dies of it.
///
/// - Shape: number of inputs so far, length of this one (eight bytes each), its bytes.
@safe final class LastInput {
    private static let size = 16 + Mutator.bytesMax
    private let memory: UnsafeMutableRawPointer

    init?(path: String) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0, ftruncate(descriptor, off_t(Self.size)) == 0 else { return nil }
        let mapped = unsafe mmap(
            nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        close(descriptor)
        guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else { return nil }
        unsafe memory = mapped
    }

    deinit { unsafe munmap(memory, Self.size) }

    func store(_ input: [UInt8]) {
        let count = min(input.count, Mutator.bytesMax)
        unsafe memory.storeBytes(of: count, toByteOffset: 8, as: Int.self)
        unsafe input.withUnsafeBytes {
            guard let base = $0.baseAddress else { return }
            unsafe (memory + 16).copyMemory(from: base, byteCount: count)
        }
        unsafe memory.storeBytes(of: inputs + 1, as: Int.self)
    }

    var inputs: Int { unsafe memory.load(as: Int.self) }

    var bytes: [UInt8] {
        let count = unsafe memory.load(fromByteOffset: 8, as: Int.self)
        return unsafe Array(UnsafeRawBufferPointer(start: memory + 16, count: count))
    }
}
