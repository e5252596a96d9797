/// Why a detection cannot be said in the language of an engine so that it finds the same.
package struct EngineRefusal: Error, Hashable, Sendable {
    /// What of the detection: `eval length`, `where`, `values(Processes.user)` …
    package var place: String
    package var reason: String

    package init(place: String = "", _ reason: String) {
        self.place = place
        self.reason = reason
    }

    /// The same reason at a place, unless a nearer one is known.
    func at(_ place: String) -> EngineRefusal {
        self.place.isEmpty ? EngineRefusal(place: place, reason) : self
    }

    package var description: String { place.isEmpty ? reason : "\(place): \(reason)" }
}
