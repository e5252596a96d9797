/// The numbers that `random()` gives: for each call of a search a list of its own.
final class NaiveRandom {
    private var given: [Int64: Int] = [:]

    func next(_ place: Int64, _ seed: Int64) -> UInt64 {
        let count = given[place] ?? 0
        given[place] = count + 1
        // The step of the generator as often as numbers were given, counted on from the call's own.
        let steps = UInt64(bitPattern: place) &* 4_294_967_296 &+ UInt64(count)
        var state = UInt64(bitPattern: seed) &+ steps &* 11_400_714_819_323_198_485
        state = (state ^ (state / 1_073_741_824)) &* 13_787_848_793_156_543_929
        state = (state ^ (state / 134_217_728)) &* 10_723_151_780_598_845_931
        return (state ^ (state / 2_147_483_648)) / 8_589_934_592
    }
}
