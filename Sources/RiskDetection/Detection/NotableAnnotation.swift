/// How a row becomes a notable.
package struct NotableAnnotation: Equatable, Sendable {
    /// Text with `$column$` tokens; `%name%` and the like are resolved already.
    package var title: String
    package var description: String
    /// Columns that an analyst is shown first.
    package var fields: [String]

    package init(title: String, description: String, fields: [String]) {
        self.title = title
        self.description = description
        self.fields = fields
    }
}
