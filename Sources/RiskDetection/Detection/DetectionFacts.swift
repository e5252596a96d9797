import SPL

/// What follows from the properties of a detection, worked out when the detection is made and not
/// again for each window and row.
struct DetectionFacts: Sendable {
    /// The message of the annotation.
    let message: MessageTemplate
    /// One a risk object: its own message, or that of the annotation.
    let objectMessages: [MessageTemplate]
    /// Of the notable; empty where there is none.
    let title: MessageTemplate
    let description: MessageTemplate
    let drilldowns: [DrilldownTemplate]

    init(
        search: String, risk: RiskAnnotation, notable: NotableAnnotation?, drilldowns: [Drilldown]
    ) {
        let message = MessageTemplate(risk.message)
        self.message = message
        objectMessages = risk.riskObjects.map { object in
            object.message.map { MessageTemplate($0) } ?? message
        }
        title = MessageTemplate(notable?.title ?? "")
        description = MessageTemplate(notable?.description ?? "")
        // Only notables show drilldowns.
        self.drilldowns =
            notable == nil ? [] : drilldowns.map { DrilldownTemplate($0, search: search) }
    }
}

/// The texts of a drilldown, ready to be filled.
struct DrilldownTemplate: Sendable {
    let name: MessageTemplate
    let search: MessageTemplate
    let earliestOffset: MessageTemplate
    let latestOffset: MessageTemplate

    /// - Parameter search: The search of the detection, as written.
    init(_ drilldown: Drilldown, search: String) {
        name = MessageTemplate(drilldown.name)
        self.search = MessageTemplate(
            drilldown.search.replacing("%original_detection_search%", with: search))
        earliestOffset = MessageTemplate(drilldown.earliestOffset)
        latestOffset = MessageTemplate(drilldown.latestOffset)
    }
}
